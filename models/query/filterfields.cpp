// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterfields.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterFields", text);
}

QString textValues()
{
    return tr("whole text in any case, * and ? as wildcards");
}

std::vector<FilterFieldInfo> makeTextFields()
{
    using F = FilterField;
    using K = FilterValueKind;
    return {
        {F::Type,
         K::Text,
         u"type"_s,
         {u"kind"_s, u"event"_s},
         tr("kind of event"),
         textValues(),
         u"type:call.*"_s},
        {F::Topic,
         K::Text,
         u"topic"_s,
         {},
         tr("topic it came on"),
         textValues(),
         u"topic:customer_id:c1:call:*"_s},
        {F::Connection,
         K::Text,
         u"connection"_s,
         {u"conn"_s, u"feed"_s},
         tr("connection it came from"),
         tr("its name or its id; otherwise as type"),
         u"connection:voip-prod"_s},
        {F::Subject,
         K::Text,
         u"subject"_s,
         {},
         tr("what it is about: a call, a row, a cluster"),
         textValues(),
         u"subject = \"77d0f2c1\""_s},
        {F::Id, K::Text, u"id"_s, {}, tr("the event's own id"), textValues(), u"id:m-42"_s},
        {F::Reason,
         K::Text,
         u"reason"_s,
         {},
         tr("why a frame could not be read"),
         textValues(),
         u"reason:*unexpected*"_s},
    };
}

std::vector<FilterFieldInfo> makeMeasuredFields()
{
    using F = FilterField;
    using K = FilterValueKind;
    return {
        {F::Severity,
         K::Severity,
         u"severity"_s,
         {u"level"_s, u"severitytext"_s},
         tr("how much it asks for attention"),
         tr("info < success < warning < error < fatal"),
         u"severity>=warning"_s},
        {F::Time,
         K::Time,
         u"time"_s,
         {},
         tr("the event's own time; of one without, when it was received"),
         tr("10:30 (today), 10:30:05.25, 2026-11-21, 2026-11-21T10:30Z, today, yesterday, -5m; it "
            "stands for the whole minute, second or day; time:* if it has one of its own"),
         u"time:10:30..10:45"_s},
        {F::Recorded,
         K::Time,
         u"recorded"_s,
         {u"received"_s, u"recordedtime"_s},
         tr("when it was received"),
         tr("as time; \"last 5m\" is short for recorded>=-5m"),
         u"last 5m"_s},
        {F::Latency,
         K::Duration,
         u"latency"_s,
         {},
         tr("from its own time to when it was received"),
         tr("250ms, 1.5s, 5m, 1h30m, 2d"),
         u"latency>2s"_s},
        {F::Sequence,
         K::Count,
         u"sequence"_s,
         {u"seq"_s},
         tr("number of its arrival"),
         tr("whole numbers"),
         u"sequence:1000..2000"_s},
        {F::Size,
         K::Bytes,
         u"size"_s,
         {u"bytes"_s},
         tr("bytes of the payload"),
         tr("1500, 10kB, 1MiB"),
         u"size>10kB"_s},
        {F::Is,
         K::Flag,
         u"is"_s,
         {},
         tr("what is special about it"),
         u"gap, own, received, error, undecodable, binary, bookmarked, late, repeated, "
         "duplicatekey, idconflict"_s,
         u"is:gap or is:error"_s},
    };
}

std::vector<FilterFieldInfo> makePayloadFields()
{
    using F = FilterField;
    using K = FilterValueKind;
    return {
        {F::Data,
         K::Any,
         u"data"_s,
         {u"payload"_s},
         tr("a path into the payload: .key, .0, [0], [*], .\"odd key\"; data.status is also found "
            "in "
            "the payload's own data, and in JSON within a text"),
         tr("text, number (compared exactly), true, false, null; :* if it is there"),
         u"data.items[*].price >= 12.50"_s},
        {F::Changed,
         K::Path,
         u"changed"_s,
         {},
         tr("differs from the event of the same subject before it"),
         tr("a path, or * for anything"),
         u"changed:status"_s},
        {F::Attribute,
         K::Any,
         u"attribute"_s,
         {},
         tr("any other attribute of the line, by its name alone or as attribute.NAME"),
         tr("as data"),
         u"kafkapartition:3"_s},
        {F::Text,
         K::Text,
         u"words, \"a phrase\""_s,
         {},
         tr("in payload, type, topic, subject, connection or reason"),
         tr("in any case, anywhere; -word must not occur"),
         u"\"need help\" -test"_s},
        {F::Regex,
         K::Text,
         u"/expression/"_s,
         {},
         tr("a regular expression in payload, type, topic or subject"),
         tr("Perl's; /…/i in any case; also behind : and = of a text"),
         u"/call [0-9]+ (lost|dropped)/i"_s},
    };
}

QString cell(QString text)
{
    return text.replace(u'|', u"\\|"_s);
}

QString code(const QString &text)
{
    return u'`' + cell(text) + u'`';
}

} // namespace

QString filterOperatorText(FilterOperator op)
{
    switch (op) {
    case FilterOperator::Matches:
        return u":"_s;
    case FilterOperator::Equal:
        return u"="_s;
    case FilterOperator::NotEqual:
        return u"!="_s;
    case FilterOperator::Less:
        return u"<"_s;
    case FilterOperator::LessOrEqual:
        return u"<="_s;
    case FilterOperator::Greater:
        return u">"_s;
    case FilterOperator::GreaterOrEqual:
        break;
    }
    return u">="_s;
}

const std::vector<FilterFieldInfo> &filterFields()
{
    static const std::vector<FilterFieldInfo> fields = [] {
        std::vector<FilterFieldInfo> all = makeTextFields();
        for (auto *make : {&makeMeasuredFields, &makePayloadFields}) {
            for (FilterFieldInfo &info : (*make)())
                all.push_back(std::move(info));
        }
        return all;
    }();
    return fields;
}

const FilterFieldInfo &filterField(FilterField field)
{
    const std::vector<FilterFieldInfo> &fields = filterFields();
    return *std::find_if(fields.begin(), fields.end(),
                         [field](const FilterFieldInfo &info) { return info.field == field; });
}

const FilterFieldInfo *findFilterField(QStringView name)
{
    for (const FilterFieldInfo &info : filterFields()) {
        if (info.field == FilterField::Text || info.field == FilterField::Regex)
            continue;
        if (name.compare(info.name, Qt::CaseInsensitive) == 0
            || info.aliases.contains(name, Qt::CaseInsensitive))
            return &info;
    }
    return nullptr;
}

const std::vector<FilterSyntaxInfo> &filterSyntax()
{
    static const std::vector<FilterSyntaxInfo> syntax{
        {u"field:value"_s,
         tr("the whole value, in any case; * and ? are wildcards, quotes switch them off"),
         u"type:call.*"_s},
        {u"\"a\\nb\""_s,
         tr("in quotes \\\" and \\\\ are the characters themselves, \\n \\r \\t a line break, a "
            "return "
            "and a tab, \\u202e any other; a phrase by itself is looked for as the bytes came"),
         u"data.text = \"one\\ntwo\""_s},
        {u"= !="_s,
         tr("exactly; != also wants the field to be there (not (a = b) does not). The text "
            "\"5\" is the number 5 only by a colon"),
         u"data.status != \"answered\""_s},
        {u"< <= > >="_s,
         tr("less, more; numbers as exact decimals, texts letter by letter. ≤, ≥ and ≠ are taken "
            "for "
            "<=, >= and !=; +5 and .5 are numbers, too"),
         u"data.current > 50"_s},
        {u"a..b"_s,
         tr("from a to b, both included; a.. and ..b are open. 23:00..01:00 is the last such "
            "night; "
            "behind a colon a text that is a number is in a range of numbers"),
         u"data.price:10..19.99"_s},
        {u"(a or b)"_s, tr("one of several values"), u"type:(call.status or call.hangup)"_s},
        {u"and or not -"_s,
         tr("side by side is and; not binds before and, and before or; parentheses go first. &&, "
            "|| "
            "and ! are taken for and, or and not"),
         u"(is:error or severity>=warning) not type:collect-*"_s},
    };
    return syntax;
}

const std::vector<FilterSyntaxInfo> &filterFlags()
{
    static const std::vector<FilterSyntaxInfo> flags{
        {u"gap"_s, tr("a gap: events may be missing here"), u"is:gap"_s},
        {u"own"_s, tr("a row that Eventscope wrote"), u"is:own"_s},
        {u"received"_s, tr("an event that was received: no row of our own"), u"is:received"_s},
        {u"error"_s, tr("severity error or fatal"), u"is:error"_s},
        {u"undecodable"_s, tr("a frame that could not be read"), u"is:undecodable"_s},
        {u"binary"_s, tr("a payload that is no text"), u"is:binary"_s},
        {u"bookmarked"_s, tr("has a bookmark"), u"is:bookmarked"_s},
        {u"late"_s, tr("what came before of its subject is newer, by its own time or version"),
         u"is:late"_s},
        {u"repeated"_s, tr("copies of it came, which were counted and not stored"),
         u"is:repeated"_s},
        {u"duplicatekey"_s, tr("an object in its payload has a key twice; the last one counts"),
         u"is:duplicatekey"_s},
        {u"idconflict"_s, tr("its id came a short time before with other content"),
         u"is:idconflict"_s},
    };
    return flags;
}

QString filterHelpMarkdown()
{
    QString text = u"| field | what it is | values | example |\n|---|---|---|---|\n"_s;
    for (const FilterFieldInfo &info : filterFields()) {
        QString name = code(info.name);
        for (const QString &alias : info.aliases)
            name += u", "_s + code(alias);
        text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(name, cell(info.meaning), cell(info.values),
                                                 code(info.example));
    }
    text += u"\n| written | means | example |\n|---|---|---|\n"_s;
    for (const FilterSyntaxInfo &info : filterSyntax())
        text +=
            u"| %1 | %2 | %3 |\n"_s.arg(code(info.form), cell(info.meaning), code(info.example));
    return text;
}

} // namespace eventscope
