// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtercompletion.h"

#include "models/event/displaytext.h"
#include "models/event/eventlog.h"
#include "models/event/utf16.h"
#include "models/query/decimal.h"
#include "models/query/filtercaret.h"
#include "models/query/filternames.h"
#include "models/query/filtervalues.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Kind = FilterCandidate::Kind;
constexpr qsizetype longestValue = 300;
constexpr int longestShown = 100;
constexpr size_t enough = 4000; ///< to choose the best among

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterCompletion", text);
}

/// Where `typed` occurs: 0 at the beginning, 1 at the beginning of a word, 2 within; -1 nowhere.
int fit(QStringView text, QStringView typed)
{
    if (typed.isEmpty() || text.startsWith(typed, Qt::CaseInsensitive))
        return 0;
    const qsizetype at = text.indexOf(typed, 0, Qt::CaseInsensitive);
    if (at < 0)
        return -1;
    for (qsizetype i = at; i > 0; i = text.indexOf(typed, i + 1, Qt::CaseInsensitive)) {
        if (!text[i - 1].isLetterOrNumber())
            return 1;
    }
    return 2;
}

/// What cannot be seen cannot be chosen either.
bool isVisible(const QString &value)
{
    return displayText(value, int(longestValue)) == value;
}

/// A value as it has to be written behind `:` to mean just itself.
QString written(const QString &value, bool quoted)
{
    const auto odd = [](QChar c) {
        return FilterScanner::endsWord(c) || c == u'*' || c == u'?' || c == u'\\';
    };
    static const QStringList keywords{u"and"_s, u"or"_s, u"not"_s};
    const bool plain = !quoted && !value.isEmpty() && !value.startsWith(u'/')
        && !value.contains(u"..") && !keywords.contains(value, Qt::CaseInsensitive)
        && std::none_of(value.cbegin(), value.cend(), odd);
    return plain ? value : quotedFilterValue(value);
}

bool looksLikeNoText(const QString &value)
{
    return isDecimal(value.toStdString()) || value == u"true" || value == u"false"
        || value == u"null";
}

class Completion
{
public:
    Completion(FilterCaret caret, const FilterVocabulary &vocabulary)
        : m_caret(std::move(caret)), m_vocabulary(vocabulary)
    { }

    QVector<FilterCandidate> all()
    {
        if (m_caret.where == FilterCaret::Where::Name)
            names();
        else if (m_caret.where == FilterCaret::Where::Value)
            values();
        std::stable_sort(m_found.begin(), m_found.end(), [](const Ranked &a, const Ranked &b) {
            return a.rank != b.rank ? a.rank < b.rank : a.length < b.length;
        });
        QVector<FilterCandidate> candidates;
        for (const Ranked &found : m_found) {
            if (candidates.size() == maxFilterCandidates)
                break;
            candidates.append(found.candidate);
        }
        return candidates;
    }

private:
    struct Ranked
    {
        int rank;
        qsizetype length; ///< shorter texts first, where that matters
        FilterCandidate candidate;
    };

    void add(Kind kind, int rank, const QString &shown, const QString &explanation,
             const QString &replacement, qsizetype length = 0)
    {
        FilterCandidate candidate{kind,
                                  displayText(shown, longestShown),
                                  explanation,
                                  replacement,
                                  m_caret.place.position,
                                  m_caret.place.length,
                                  m_caret.place.position + replacement.size()};
        m_found.push_back({rank, length, std::move(candidate)});
    }

    // What a condition begins with

    void names()
    {
        const QString &typed = m_caret.typed;
        const bool inPath = typed.startsWith(u"data.", Qt::CaseInsensitive)
            || typed.startsWith(u"payload.", Qt::CaseInsensitive);
        if (inPath) {
            paths(typed.mid(typed.indexOf(u'.') + 1));
            return;
        }
        saved(typed);
        fields(typed);
        keywords(typed);
        if (typed.size() >= 2) {
            conditions(FilterField::Type, typed);
            conditions(FilterField::Connection, typed);
            conditions(FilterField::Topic, typed);
            pathsAsNames(typed);
        }
    }

    void saved(const QString &typed)
    {
        const qsizetype count =
            std::min(m_vocabulary.savedNames.size(), m_vocabulary.savedTexts.size());
        for (qsizetype i = 0; i < count; ++i) {
            const int how = fit(m_vocabulary.savedNames[i], typed);
            const ParsedFilter parsed =
                how < 0 ? ParsedFilter() : parseFilter(m_vocabulary.savedTexts[i]);
            if (how < 0 || parsed.error || parsed.expression.isEverything())
                continue;
            const bool single = parsed.expression.kind == FilterExpression::Kind::Test
                || parsed.expression.kind == FilterExpression::Kind::Not;
            const QString text = filterText(parsed.expression);
            add(Kind::Saved, how * 10, m_vocabulary.savedNames[i],
                displayText(m_vocabulary.savedTexts[i], longestShown),
                single ? text : u'(' + text + u')');
        }
    }

    /// With the operator that goes with it most often.
    static QString begun(const FilterFieldInfo &info)
    {
        switch (info.kind) {
        case FilterValueKind::Severity:
            return info.name + u">="_s;
        case FilterValueKind::Time:
            return info.name + u" >= "_s;
        case FilterValueKind::Duration:
        case FilterValueKind::Bytes:
            return info.name + u'>';
        default:
            return info.name + (info.field == FilterField::Data ? u'.' : u':');
        }
    }

    void fields(const QString &typed)
    {
        for (const FilterFieldInfo &info : filterFields()) {
            if (info.field == FilterField::Text || info.field == FilterField::Regex
                || info.field == FilterField::Attribute)
                continue;
            int how = fit(info.name, typed);
            for (const QString &alias : info.aliases) {
                if (how != 0 && !typed.isEmpty() && alias.startsWith(typed, Qt::CaseInsensitive))
                    how = 1;
            }
            if (how >= 0)
                add(Kind::Field, how * 10 + 1, info.name, info.meaning, begun(info));
        }
        if (typed.isEmpty())
            return;
        for (const QString &name : usualAttributes()) {
            if (const int how = fit(name, typed); how >= 0)
                add(Kind::Field, how * 10 + 4, name, tr("attribute of the line"), name + u':');
        }
    }

    void keywords(const QString &typed)
    {
        const auto offer = [&](const QString &word, const QString &explanation) {
            if (!typed.isEmpty() && fit(word, typed) == 0)
                add(Kind::Keyword, 2, word, explanation, word + u' ');
        };
        if (!m_caret.isFirst) {
            offer(u"and"_s, tr("both"));
            offer(u"or"_s, tr("one of them"));
        }
        offer(u"not"_s, tr("what does not match"));
        if (!typed.isEmpty() && fit(u"last 5m", typed) == 0)
            add(Kind::Keyword, 2, u"last 5m"_s, tr("received in the last five minutes"),
                u"last 5m"_s);
    }

    /// `type:call.status` for `call`.
    void conditions(FilterField field, const QString &typed)
    {
        const FilterFieldInfo &info = filterField(field);
        eachValue(field, [&](const QString &value) {
            if (const int how = fit(value, typed); how >= 0 && isVisible(value))
                add(Kind::Value, how * 10 + 5, info.name + u':' + value, info.meaning,
                    info.name + u':' + written(value, false), value.size());
        });
    }

    void pathsAsNames(const QString &typed)
    {
        for (const QString &path : m_vocabulary.paths) {
            const QString last = path.mid(path.lastIndexOf(u'.') + 1);
            if (last.startsWith(typed, Qt::CaseInsensitive))
                add(Kind::Path, 6, u"data."_s + path, tr("in the payload"), u"data."_s + path,
                    path.size());
        }
    }

    void paths(const QString &typed)
    {
        for (const QString &path : m_vocabulary.paths) {
            if (path.compare(typed, Qt::CaseSensitive) == 0)
                operators(u"data."_s + path);
            else if (const int how = fit(path, typed); how >= 0)
                add(Kind::Path, how * 10 + 3, u"data."_s + path, tr("in the payload"),
                    u"data."_s + path, path.size());
        }
    }

    void operators(const QString &name)
    {
        const auto offer = [&](const QString &op, const QString &explanation) {
            add(Kind::Operator, 0, name + op + u'…', explanation, name + op);
        };
        offer(u":"_s, tr("is, in any case, with * and ?"));
        offer(u" = "_s, tr("is exactly"));
        offer(u" != "_s, tr("is there and is not"));
        offer(u" > "_s, tr("is more than"));
        offer(u" < "_s, tr("is less than"));
        add(Kind::Operator, 1, name + u":*"_s, tr("is there"), name + u":*"_s);
    }

    // What stands behind an operator

    void values()
    {
        const FilterFieldInfo *const info = m_caret.subject.field;
        if (!info) {
            seen(m_caret.subject.text);
            return;
        }
        switch (info->kind) {
        case FilterValueKind::Severity:
            listed({u"info"_s, u"success"_s, u"warning"_s, u"error"_s, u"fatal"_s}, {});
            break;
        case FilterValueKind::Flag:
            for (const FilterSyntaxInfo &flag : filterFlags())
                listed({flag.form}, flag.meaning);
            break;
        case FilterValueKind::Time:
            times();
            break;
        case FilterValueKind::Duration:
            listed({u"100ms"_s, u"1s"_s, u"10s"_s, u"1m"_s}, {});
            break;
        case FilterValueKind::Bytes:
            listed({u"1kB"_s, u"10kB"_s, u"100kB"_s, u"1MB"_s}, {});
            break;
        case FilterValueKind::Path:
            listed(m_vocabulary.paths, tr("in the payload"), false);
            listed({u"*"_s}, tr("anything"), false);
            break;
        case FilterValueKind::Any:
            seen(filterPathText(m_caret.subject.path));
            for (const QString &literal : {u"true"_s, u"false"_s, u"null"_s})
                literalValue(literal);
            break;
        case FilterValueKind::Text:
            if (info->field == FilterField::Subject || info->field == FilterField::Reason)
                seen(info->name);
            eachValue(info->field, [&](const QString &value) { listed({value}, {}); });
            break;
        case FilterValueKind::Count:
            break;
        }
    }

    void times()
    {
        listed({u"today"_s}, tr("since midnight"));
        listed({u"yesterday"_s}, tr("the day before"));
        listed({u"-5m"_s}, tr("five minutes ago"));
        listed({u"-1h"_s}, tr("an hour ago"));
        listed({u"-1d"_s}, tr("a day ago"));
    }

    /// Not among quotes, where it would be a text.
    void literalValue(const QString &literal)
    {
        const bool listed = std::any_of(m_found.begin(), m_found.end(), [&](const Ranked &found) {
            return found.candidate.replacement == literal;
        });
        if (!listed && !m_caret.quoted && fit(literal, m_caret.typed) == 0)
            add(Kind::Value, 7, literal, {}, literal);
    }

    /// A text that looks like a number or a literal is only itself in quotes, and what is none of
    /// the payload's texts only without.
    void seen(const QString &where)
    {
        const bool inPayload =
            m_caret.subject.field != nullptr && m_caret.subject.field->kind == FilterValueKind::Any;
        const SeenValues values =
            m_vocabulary.valuesAt ? m_vocabulary.valuesAt(where) : SeenValues();
        for (const SeenValue &value : values) {
            if (value.isText || !inPayload)
                listed({value.text}, {}, true, value.isText && looksLikeNoText(value.text));
            else if (!m_caret.quoted)
                listed({value.text}, {}, false);
        }
    }

    void listed(const QStringList &values, const QString &explanation, bool asText = true,
                bool inQuotes = false)
    {
        for (const QString &value : values) {
            const int how = value.size() > longestValue ? -1 : fit(value, m_caret.typed);
            if (how < 0 || !isVisible(value))
                continue;
            add(Kind::Value, how * 10 + 2, value, explanation,
                asText ? written(value, m_caret.quoted || inQuotes) : value,
                how == 0 ? 0 : value.size());
        }
    }

    bool isMasked(std::string_view topic) const
    {
        std::string scratch;
        return std::any_of(m_vocabulary.masks.cbegin(), m_vocabulary.masks.cend(),
                           [&](const FieldMask &mask) {
                               return mask.applyToName(topic, scratch).data() != topic.data();
                           });
    }

    template<typename Visit>
    void eachValue(FilterField field, Visit visit) const
    {
        if (field == FilterField::Connection) {
            for (const QString &name : m_vocabulary.connections)
                visit(name);
            return;
        }
        const bool type = field == FilterField::Type;
        if (!m_vocabulary.log || (!type && field != FilterField::Topic))
            return;
        const StringTable &table = type ? m_vocabulary.log->types() : m_vocabulary.log->topics();
        for (quint32 id = 1; id < table.size() && m_found.size() < enough; ++id) {
            const std::string_view text = table.text(id);
            if (text.size() <= size_t(longestValue) && (type || !isMasked(text)))
                visit(toUtf16(text));
        }
    }

    FilterCaret m_caret;
    const FilterVocabulary &m_vocabulary;
    std::vector<Ranked> m_found;
};

} // namespace

QVector<FilterCandidate> completeFilter(const QString &text, qsizetype caret,
                                        const FilterVocabulary &vocabulary)
{
    if (text.size() > maxFilterLength)
        return {};
    return Completion(filterCaret(text, caret), vocabulary).all();
}

} // namespace eventscope
