// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafkatopicpattern.h"

#include <QCoreApplication>
#include <algorithm>

namespace eventscope {

namespace {

/// Kafka's own limit.
constexpr qsizetype maxTopic = 249;

QString tr(const char *text)
{
    return QCoreApplication::translate("KafkaTopicPattern", text);
}

bool isTopicCharacter(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') || (u >= u'0' && u <= u'9')
        || u == u'.' || u == u'_' || u == u'-';
}

/// How all names that an expression matches begin, and whether it says no more than that.
struct Beginning
{
    QString literal;
    bool isAll = false;
};

Beginning beginningOf(const QString &regex)
{
    Beginning found;
    if (regex.contains(u'|'))
        return found; // another branch may begin otherwise
    qsizetype at = 1;
    while (at < regex.size()) {
        const bool escaped = regex[at] == u'\\' && at + 1 < regex.size() && regex[at + 1] == u'.';
        if (!escaped && (regex[at] == u'.' || !isTopicCharacter(regex[at])))
            break;
        const qsizetype next = at + (escaped ? 2 : 1);
        if (next < regex.size() && QStringView(u"*+?{").contains(regex[next]))
            return found; // the character may be missing, or come again
        found.literal += escaped ? QChar(u'.') : regex[at];
        at = next;
    }
    const QStringView rest = QStringView(regex).mid(at);
    found.isAll = rest.isEmpty() || rest == u".*" || rest == u".*$";
    return found;
}

} // namespace

KafkaTopicPattern::KafkaTopicPattern(const QString &pattern)
    : m_text(pattern), m_isRegex(pattern.startsWith(u'^'))
{
    if (m_isRegex)
        m_regex.setPattern(pattern);
}

QString KafkaTopicPattern::problem() const
{
    if (m_isRegex)
        return m_regex.isValid()
            ? QString()
            : tr("This is no valid regular expression: %1 at position %2. Correct it, or leave the "
                 "“^” out to name one topic.")
                  .arg(m_regex.errorString())
                  .arg(m_regex.patternErrorOffset() + 1);
    if (m_text.isEmpty())
        return tr("Enter the name of a topic, or a pattern that begins with “^”.");
    if (m_text.size() > maxTopic)
        return tr("The names of topics have at most %1 characters.").arg(maxTopic);
    if (m_text == u"." || m_text == u"..")
        return tr("Kafka has no topic of this name.");
    for (qsizetype i = 0; i < m_text.size(); ++i) {
        if (!isTopicCharacter(m_text[i]))
            return tr("“%1” at position %2 cannot be part of a topic's name; begin with “^” for a "
                      "pattern, as in ^gh-status.*")
                .arg(m_text[i])
                .arg(i + 1);
    }
    return {};
}

bool KafkaTopicPattern::covers(const KafkaTopicPattern &other) const
{
    if (!m_isRegex || m_text == other.m_text || !problem().isEmpty() || !other.problem().isEmpty())
        return false; // what is refused has no topics, and covers none
    if (!other.m_isRegex)
        return matches(other.m_text);
    const Beginning own = beginningOf(m_text);
    return own.isAll && beginningOf(other.m_text).literal.startsWith(own.literal);
}

bool KafkaTopicPattern::matches(const QString &topic) const
{
    if (!m_isRegex)
        return m_text == topic;
    return m_regex.isValid() && m_regex.match(topic).hasMatch(); // Qt grumbles about invalid ones
}

} // namespace eventscope
