// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/logplace.h"

#include "models/filtersetmodel.h"
#include "models/timelinemodel.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/timeline/timelineview.h"

#include <QJsonArray>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What is longer is not worth keeping.
constexpr qsizetype maxFilter = 20'000;
constexpr qsizetype maxColumns = 64'000;

} // namespace

QJsonObject LogPlace::toJson() const
{
    QJsonObject object;
    if (!filter.isEmpty() && filter.size() <= maxFilter)
        object.insert(u"filter"_s, filter);
    if (filtersOn)
        object.insert(u"filtersOn"_s, QJsonArray::fromStringList(*filtersOn));
    if (columns.size() <= maxColumns)
        object.insert(u"columns"_s, QString::fromLatin1(columns.toBase64()));
    if (sequence > 0) // as text: JSON's own numbers end at 2^53
        object.insert(u"sequence"_s, QString::number(sequence));
    object.insert(u"following"_s, following);
    if (zoomToUs > zoomFromUs) {
        object.insert(u"zoomFrom"_s, QString::number(zoomFromUs));
        object.insert(u"zoomTo"_s, QString::number(zoomToUs));
    }
    return object;
}

LogPlace LogPlace::fromJson(const QJsonObject &object)
{
    LogPlace place;
    place.filter = object["filter"_L1].toString().left(maxFilter);
    if (const QJsonValue names = object["filtersOn"_L1]; names.isArray()) {
        place.filtersOn.emplace();
        for (const QJsonValueConstRef name : names.toArray()) {
            if (name.isString() && place.filtersOn->size() < maxSavedFilters)
                *place.filtersOn << name.toString().left(SavedFilter::maxName);
        }
    }
    place.columns =
        QByteArray::fromBase64(object["columns"_L1].toString().left(maxColumns * 2).toLatin1());
    place.sequence = object["sequence"_L1].toString().toULongLong();
    place.following = object["following"_L1].toBool(true);
    place.zoomFromUs = object["zoomFrom"_L1].toString().toLongLong();
    place.zoomToUs = object["zoomTo"_L1].toString().toLongLong();
    return place;
}

LogPlace placeIn(const EventLogView &view)
{
    LogPlace place;
    place.filter = view.filterBar()->text();
    if (const FilterSetModel *filters = view.savedFilters())
        place.filtersOn = filters->namesOn();
    place.columns = view.table()->saveColumns();
    place.sequence = view.table()->currentSequence();
    place.following = view.isFollowing();
    if (const TimelineModel *timeline = view.timeline()->timeline(); timeline->isZoomed()) {
        place.zoomFromUs = timeline->shownSpan().fromUs;
        place.zoomToUs = timeline->shownSpan().toUs;
    }
    return place;
}

void goTo(EventLogView &view, const LogPlace &place)
{
    if (!place.columns.isEmpty())
        view.table()->restoreColumns(place.columns);
    // First the row, while nothing hides it; the filter keeps what is selected if it shows it.
    if (place.sequence > 0 && view.table()->showSequence(place.sequence))
        view.setFollowing(place.following);
    else if (!place.following)
        view.setFollowing(false);
    if (FilterSetModel *filters = view.savedFilters(); filters && place.filtersOn)
        filters->setOnlyOn(*place.filtersOn);
    view.filterBar()->setText(place.filter);
    if (place.zoomToUs > place.zoomFromUs)
        view.timeline()->timeline()->zoomTo({place.zoomFromUs, place.zoomToUs});
}

} // namespace eventscope
