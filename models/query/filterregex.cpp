// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterregex.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Collects runs of characters that stand for themselves, at the top level of an expression.
class PlainRuns
{
public:
    PlainRuns(const QString &pattern, bool anyCase) : m_pattern(pattern), m_anyCase(anyCase) { }

    QString longest()
    {
        for (; m_at < m_pattern.size(); ++m_at) {
            if (!step())
                return {};
        }
        finish();
        return m_best;
    }

private:
    /// False if the rest makes everything before it uncertain.
    bool step()
    {
        const char16_t c = m_pattern[m_at].unicode();
        switch (c) {
        case u'|': // one of them need not be there
        case u')':
            return false;
        case u'(':
            finish();
            return skipGroup();
        case u'[':
            finish();
            return skipClass();
        case u'\\':
            return escape();
        case u'?':
        case u'*':
        case u'{': // the character before may be missing
            m_run.chop(1);
            finish();
            return c != u'{' || skipTo(u'}');
        case u'+':
        case u'.':
        case u'^':
        case u'$':
            finish();
            return true;
        default:
            add(m_pattern[m_at]);
            return true;
        }
    }

    bool escape()
    {
        if (++m_at >= m_pattern.size())
            return false;
        const QChar c = m_pattern[m_at];
        if (c.isLetterOrNumber()) { // a class, an assertion, a code: \d, \b, \x41, \Q
            finish();
            return QStringView(u"dDwWsSbBAzZhHvVRN").contains(c);
        }
        add(c);
        return true;
    }

    void add(QChar c)
    {
        // Cases are paired within ASCII here, but `ſ` is one of `s`, and the Kelvin sign one of
        // `k`.
        const bool hasStrangers = m_anyCase && QStringView(u"sSkK").contains(c);
        if (c >= u' ' && c.unicode() < 0x7f && !hasStrangers)
            m_run += c;
        else
            finish();
    }

    /// Groups may hold alternatives, so what is in them does not count; what has a question mark
    /// may change the meaning of everything.
    bool skipGroup()
    {
        int depth = 0;
        for (; m_at < m_pattern.size(); ++m_at) {
            const char16_t c = m_pattern[m_at].unicode();
            if (c == u'\\') {
                ++m_at;
                if (m_at < m_pattern.size() && m_pattern[m_at] == u'Q')
                    return false;
            } else if (c == u'[') {
                if (!skipClass())
                    return false;
            } else if (c == u'(') {
                ++depth;
                const QStringView behind = QStringView(m_pattern).mid(m_at + 1, 2);
                if (behind.startsWith(u'*') || (behind.startsWith(u'?') && behind != u"?:"))
                    return false;
            } else if (c == u')' && --depth == 0) {
                return true;
            }
        }
        return false;
    }

    bool skipClass()
    {
        ++m_at;
        if (m_at < m_pattern.size() && m_pattern[m_at] == u'^')
            ++m_at;
        if (m_at < m_pattern.size() && m_pattern[m_at] == u']')
            ++m_at;
        for (; m_at < m_pattern.size() && m_pattern[m_at] != u']'; ++m_at) {
            if (m_pattern[m_at] == u'[')
                return false; // [[:alpha:]] ends elsewhere
            if (m_pattern[m_at] == u'\\')
                ++m_at;
        }
        return m_at < m_pattern.size();
    }

    bool skipTo(char16_t c)
    {
        m_at = m_pattern.indexOf(QChar(c), m_at);
        return m_at >= 0;
    }

    void finish()
    {
        if (m_run.size() > m_best.size())
            m_best = m_run;
        m_run.clear();
    }

    const QString &m_pattern;
    bool m_anyCase;
    qsizetype m_at = 0;
    QString m_run;
    QString m_best;
};

} // namespace

const QString &filterRegexPrefix()
{
    // About a tenth of a second for one event at worst; what people write needs some thousand.
    static const QString prefix = u"(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=2000)(*LIMIT_HEAP=4096)"_s;
    return prefix;
}

QRegularExpression filterRegex(const FilterValue &value)
{
    QRegularExpression::PatternOptions options = QRegularExpression::UseUnicodePropertiesOption;
    if (value.flags.contains(u'i'))
        options |= QRegularExpression::CaseInsensitiveOption;
    if (value.flags.contains(u'm'))
        options |= QRegularExpression::MultilineOption;
    if (value.flags.contains(u's'))
        options |= QRegularExpression::DotMatchesEverythingOption;
    return QRegularExpression(filterRegexPrefix() + value.text, options);
}

QString regexNeededText(const FilterValue &value)
{
    return PlainRuns(value.text, value.flags.contains(u'i')).longest();
}

} // namespace eventscope
