// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/savedfilter.h"

#include "models/connection/passedfile.h"
#include "models/connection/wholefile.h"
#include "models/event/displaytext.h"
#include "models/query/filterparser.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxBytes = 4 << 20;
constexpr int shownName = 60;
const QString listKey = u"filters"_s; ///< and the kind of the file

QString tr(const char *text)
{
    return QCoreApplication::translate("SavedFilter", text);
}

QString shown(const QString &text, int limit = shownName)
{
    return displayText(text, limit);
}

QJsonObject objectOf(const SavedFilter &filter, FilterSetUse use)
{
    QJsonObject object{
        {u"name"_s, filter.name}, {u"filter"_s, filter.text}, {u"color"_s, filter.color}};
    if (filter.effect != FilterEffect::Include)
        object.insert(u"effect"_s,
                      filter.effect == FilterEffect::Exclude ? u"exclude"_s : u"mark"_s);
    if (use == FilterSetUse::Shared)
        return object;
    if (filter.on)
        object.insert(u"on"_s, true);
    if (!filter.onFor.isEmpty())
        object.insert(u"onFor"_s, QJsonArray::fromStringList(filter.onFor));
    return object;
}

/// A number names it where it has no name.
Result<SavedFilter> readOne(const QJsonObject &object, qsizetype number, FilterSetUse use)
{
    SavedFilter filter;
    filter.name = object[u"name"_s].toString().simplified();
    if (filter.name.isEmpty() || !object[u"filter"_s].isString())
        return Error{tr("Filter %1 of the file has no name or no text.").arg(number)};
    filter.text = object[u"filter"_s].toString();
    const QString effect = object[u"effect"_s].toString(u"include"_s);
    if (effect != u"include" && effect != u"exclude" && effect != u"mark")
        return Error{tr("The filter “%1” neither includes nor excludes but has the effect “%2”.")
                         .arg(shown(filter.name), shown(effect))};
    filter.effect = effect == u"exclude" ? FilterEffect::Exclude
        : effect == u"mark"              ? FilterEffect::Mark
                                         : FilterEffect::Include;
    filter.color = qBound(0, object[u"color"_s].toInt(), SavedFilter::colors - 1);
    if (use == FilterSetUse::Own) {
        filter.on = object[u"on"_s].toBool();
        const QJsonArray ids = object[u"onFor"_s].toArray();
        for (const auto &id : ids) {
            if (id.isString() && filter.onFor.size() < SavedFilter::maxConnections)
                filter.onFor.append(id.toString());
        }
    }
    const QString problem = filter.problem();
    const bool tooLong =
        filter.name.size() > SavedFilter::maxName || filter.text.size() > maxFilterLength;
    if (!problem.isEmpty() && (use == FilterSetUse::Shared || tooLong))
        return Error{
            tr("The filter “%1” of the file is wrong: %2").arg(shown(filter.name), problem)};
    return filter;
}

} // namespace

QString SavedFilter::problem() const
{
    if (name.simplified().isEmpty())
        return tr("It needs a name.");
    if (name.size() > maxName)
        return tr("Its name is longer than %1 characters.").arg(maxName);
    const ParsedFilter parsed = parseFilter(text);
    if (parsed.error)
        return parsed.error->sentence;
    return parsed.expression.isEverything() ? tr("It has no condition.") : QString();
}

QByteArray writeFilterSet(const QVector<SavedFilter> &filters, FilterSetUse use)
{
    QJsonArray list;
    for (const SavedFilter &filter : filters)
        list.append(objectOf(filter, use));
    return QJsonDocument(
               QJsonObject{{u"eventscope"_s, listKey}, {u"version"_s, 1}, {listKey, list}})
        .toJson(QJsonDocument::Indented);
}

Result<QVector<SavedFilter>> readFilterSet(const QByteArray &bytes, FilterSetUse use)
{
    const Result<QJsonObject> object = readPassedFile(bytes, {listKey, 1, maxBytes, tr("filters")});
    if (!object)
        return Error{object.error()};
    if (!(*object)[listKey].isArray())
        return Error{tr("The file has no list of filters.")};
    const QJsonArray list = (*object)[listKey].toArray();
    if (list.size() > maxSavedFilters)
        return Error{tr("The file holds more than %1 filters.").arg(maxSavedFilters)};
    QVector<SavedFilter> filters;
    QSet<QString> names;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const Result<SavedFilter> filter = readOne(list[i].toObject(), i + 1, use);
        if (!filter)
            return Error{filter.error()};
        const QString key = filter->name.toCaseFolded();
        if (names.contains(key))
            return Error{
                tr("The file has two filters with the name “%1”.").arg(shown(filter->name))};
        names.insert(key);
        filters.append(*filter);
    }
    return filters;
}

Result<void> exportFilters(const QString &path, const QVector<SavedFilter> &filters)
{
    const auto saved =
        saveWholeFile(path, writeFilterSet(filters, FilterSetUse::Shared), Readers::Owner);
    if (!saved)
        return Error{tr("%1 cannot be saved: %2.")
                         .arg(shown(QFileInfo(path).fileName()), shown(saved.error(), 200))};
    return {};
}

Result<QVector<SavedFilter>> importFilters(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{tr("%1 cannot be read: %2.")
                         .arg(shown(QFileInfo(path).fileName()), shown(file.errorString(), 200))};
    return readFilterSet(file.read(maxBytes + 1), FilterSetUse::Shared);
}

} // namespace eventscope
