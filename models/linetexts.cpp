// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/linetexts.h"

#include "models/event/eventlog.h"
#include "models/event/linesource.h"
#include "models/eventsummary.h"
#include "models/query/jsondifference.h"
#include "models/query/lineparts.h"
#include "models/query/subjecttrail.h"

#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestSummary = 4096;
constexpr quint16 unnumberedConnection = 0xffff;

/// Our own sentences begin with the connection, which has a column of its own: what happened is the
/// news, and there is room for little.
QString withoutLeadingName(const QString &sentence, const QString &name)
{
    if (name.isEmpty() || !sentence.startsWith(name))
        return sentence;
    const QString rest = sentence.mid(name.size());
    const bool named = rest.startsWith(u": "_s) || rest.startsWith(u' ');
    const QString news = rest.mid(rest.startsWith(u':') ? 1 : 0).trimmed();
    // A long topic would leave no room for what became of it.
    for (const auto &[words, verdict] :
         {std::pair(u" was refused: "_s, u"Refused: "_s),
          std::pair(u" is not confirmed: "_s, u"Not confirmed: "_s)}) {
        const qsizetype at = named ? news.indexOf(words) : -1;
        if (at > 0 && !QStringView(news).left(at).contains(u' '))
            return verdict + news.left(at) + u" — "_s + news.mid(at + words.size());
    }
    return named && !news.isEmpty() ? news.at(0).toUpper() + news.mid(1) : sentence;
}

} // namespace

LineTexts LineTextReader::read(const EventRecord &record) const
{
    std::string lineScratch;
    const std::string_view line = lines ? lines->line(record, lineScratch) : std::string_view();
    LineTexts texts;
    if (line.empty()) {
        texts.summary = tr("(this event can no longer be read from its capture)");
        return texts;
    }
    std::string scratch;
    const auto read = [&](bool wanted, std::string_view name, std::string &into) {
        if (wanted)
            into = attributeOf(record, line, name, scratch);
    };
    std::string reason;
    read(record.subjectHash != 0, "subject", texts.subject);
    read(record.type == StringTable::overflow, "type", texts.type);
    read(record.topic == StringTable::overflow, "topic", texts.topic);
    read(record.connection == unnumberedConnection, "source", texts.source);
    read(record.flags & Undecodable, "reason", reason);
    const std::string_view type =
        record.type == StringTable::overflow ? texts.type : log->types().text(record.type);
    texts.summary = eventSummary(
        {type, payloadOf(record, line), reason, record.flags, record.marks}, longestSummary);
    // Rows of gaps have no other cells, so they say whose they are.
    if ((record.flags & OwnEvent) && !(record.flags & GapEvent))
        texts.summary = withoutLeadingName(
            texts.summary, connectionName(log->connections().text(record.connection)));
    return texts;
}

void LineTextReader::readMore(const EventRecord &record, quint64 sequence, Part part,
                              LineTexts &texts) const
{
    if (texts.has(part))
        return;
    if (part == Part::Paths) {
        std::string scratch;
        const std::string_view line = lines ? lines->line(record, scratch) : "";
        texts.atPaths = paths.values(record, line, EventPaths::usualBound, &texts.tooLong);
    } else {
        texts.changed = changedText(record, sequence, texts.subject);
    }
}

std::string LineTextReader::changedText(const EventRecord &record, quint64 sequence,
                                        const std::string &subject) const
{
    if (!trail || !lines || subject.empty())
        return {};
    // Two subjects may have one hash, if somebody took the trouble.
    constexpr int enough = 100;
    std::string scratch;
    std::string subjectScratch;
    auto found = trail->before(sequence, SubjectTrail::On::SameConnection);
    for (int tries = 0; found && tries < enough; ++tries) {
        const std::string_view line = lines->line(found->record, scratch);
        if (attributeOf(found->record, line, "subject", subjectScratch) == subject) {
            std::string otherScratch;
            const std::string_view old = payloadOf(found->record, line);
            const std::string_view now = payloadOf(record, lines->line(record, otherScratch));
            return old.empty() || now.empty() ? std::string()
                                              : changedNames(old, now).toStdString();
        }
        found = trail->before(found->sequence, SubjectTrail::On::SameConnection);
    }
    return {};
}

bool LineTextReader::isQuick(const EventRecord &record, quint64 sequence, Part part) const
{
    const auto quick = [this](const EventRecord &one) {
        return !lines || (isSmall(one) && lines->isAtHand(one));
    };
    if (!quick(record))
        return false;
    const auto before = part == Part::Changed && trail
        ? trail->before(sequence, SubjectTrail::On::SameConnection)
        : std::nullopt;
    return !before || quick(before->record);
}

QString LineTextReader::connectionName(std::string_view id) const
{
    return connectionNames.value(QString::fromUtf8(id.data(), qsizetype(id.size())));
}

} // namespace eventscope
