// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventcolumns.h"

#include "models/eventlogroles.h"
#include "models/eventpath.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int fileVersion = 1;
constexpr qsizetype maxFile = 256 * 1024;
constexpr int maxWidth = 10'000;

/// In the order of EventLogColumn; they stand in files, so they never change.
constexpr const char *ids[] = {"time",    "severity", "connection",   "type",     "topic",
                               "subject", "summary",  "sequence",     "recorded", "eventtime",
                               "delta",   "latency",  "severitytext", "size",     "note",
                               "changed"};
static_assert(std::size(ids) == EventLogColumn::Count);

/// In the order of TimeShown::Form.
constexpr const char *timeForms[] = {"timeofday", "dateandtime", "sincemark", "untilnow",
                                     "sinceshown"};

QString translated(const char *text)
{
    return QCoreApplication::translate("eventscope::EventColumns", text);
}

QJsonObject written(const EventColumn &column)
{
    QJsonObject object;
    if (column.id.isEmpty()) {
        object["path"_L1] = column.made.path;
        if (!column.made.title.isEmpty())
            object["title"_L1] = column.made.title;
    } else {
        object["column"_L1] = column.id;
    }
    if (column.width > 0)
        object["width"_L1] = column.width;
    object["shown"_L1] = column.shown;
    if (column.chosen)
        object["chosen"_L1] = true;
    return object;
}

EventColumn read(const QJsonObject &object)
{
    EventColumn column;
    column.id = object["column"_L1].toString();
    column.made.path = object["path"_L1].toString();
    column.made.title = object["title"_L1].toString().simplified().left(EventColumns::maxTitle);
    column.width = std::clamp(object["width"_L1].toInt(), 0, maxWidth);
    column.shown = object["shown"_L1].toBool(true);
    column.chosen = object["chosen"_L1].toBool();
    return column;
}

bool isKnown(const EventColumn &column)
{
    return column.id.isEmpty() ? EventColumns::checkPath(column.made.path).has_value()
                               : EventColumns::columnOf(column.id) >= 0;
}

} // namespace

QString PathColumn::shownTitle() const
{
    if (!title.isEmpty())
        return title;
    const auto parsed = EventPath::parse(path);
    const QString last = parsed ? parsed->lastName() : QString();
    return last.isEmpty() ? path : last;
}

QString EventColumns::idOf(int column)
{
    return column >= 0 && column < EventLogColumn::Count ? QLatin1String(ids[column]) : QString();
}

int EventColumns::columnOf(const QString &id)
{
    const auto *at = std::find_if(std::begin(ids), std::end(ids),
                                  [&id](const char *one) { return id == QLatin1String(one); });
    return at == std::end(ids) ? -1 : int(at - std::begin(ids));
}

Result<void> EventColumns::checkPath(const QString &path)
{
    if (path.size() > maxPath)
        return Error{translated("A path has at most %1 characters.").arg(maxPath)};
    if (const auto parsed = EventPath::parse(path); !parsed)
        return Error{parsed.error()};
    return {};
}

QByteArray EventColumns::toJson() const
{
    QJsonArray list;
    for (const EventColumn &column : columns)
        list.append(written(column));
    QJsonObject file;
    file["eventscope"_L1] = u"columns"_s;
    file["version"_L1] = fileVersion;
    file["columns"_L1] = list;
    file["time"_L1] = timeWhich == TimeShown::Own ? u"own"_s : u"arrival"_s;
    file["timeform"_L1] = QLatin1String(timeForms[timeForm]);
    file["newestfirst"_L1] = newestFirst;
    return QJsonDocument(file).toJson();
}

Result<EventColumns> EventColumns::fromJson(const QByteArray &json)
{
    if (json.size() > maxFile)
        return Error{translated("These are no columns: the text is too long.")};
    QJsonParseError error;
    const QJsonObject file = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        return Error{translated("These are no columns: %1.").arg(error.errorString())};
    if (file["eventscope"_L1] != "columns"_L1 || !file["columns"_L1].isArray())
        return Error{translated("These are no columns of Eventscope.")};
    if (file["version"_L1].toInt() > fileVersion)
        return Error{translated("These columns were written by a later version of Eventscope.")};
    EventColumns found;
    QSet<QString> seen;
    int made = 0;
    const QJsonArray list = file["columns"_L1].toArray();
    for (const auto &one : list) {
        const EventColumn column = read(one.toObject());
        const QString name = column.id.isEmpty() ? u'/' + column.made.path : column.id;
        if (!isKnown(column) || seen.contains(name))
            continue;
        made += column.id.isEmpty() ? 1 : 0;
        if (made > maxMade)
            return Error{translated("At most %1 columns can be made from paths.").arg(maxMade)};
        seen.insert(name);
        found.columns.append(column);
    }
    const bool any = std::any_of(found.columns.cbegin(), found.columns.cend(),
                                 [](const EventColumn &column) { return column.shown; });
    if (!any)
        return Error{translated("There is no column among these that could be shown.")};
    for (size_t form = 0; form < std::size(timeForms); ++form) {
        if (file["timeform"_L1] == QLatin1String(timeForms[form]))
            found.timeForm = TimeShown::Form(form);
    }
    found.timeWhich = file["time"_L1] == "own"_L1 ? TimeShown::Own : TimeShown::Arrival;
    found.newestFirst = file["newestfirst"_L1].toBool();
    return found;
}

QStringList offeredPaths()
{
    return {u"kafkapartition"_s, u"kafkaoffset"_s, u"kafkamessagekey"_s, u"kafkatopic"_s, u"id"_s,
            u"source"_s,         u"reason"_s};
}

} // namespace eventscope
