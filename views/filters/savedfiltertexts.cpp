// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/savedfiltertexts.h"

#include "models/event/displaytext.h"

#include <QCoreApplication>

namespace eventscope {

namespace {

constexpr int longestShown = 400;

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::SavedFilter", text);
}

} // namespace

QString effectText(FilterEffect effect)
{
    switch (effect) {
    case FilterEffect::Include:
        return tr("shows only what matches");
    case FilterEffect::Exclude:
        return tr("hides what matches");
    case FilterEffect::Mark:
        return tr("marks what matches with its colour");
    }
    return {};
}

QString filterColorName(int color)
{
    switch (color) {
    case 0:
        return tr("Blue");
    case 1:
        return tr("Cyan");
    case 2:
        return tr("Green");
    case 3:
        return tr("Yellow");
    case 4:
        return tr("Orange");
    case 5:
        return tr("Red");
    case 6:
        return tr("Pink");
    default:
        return tr("Purple");
    }
}

QString savedFilterSummary(const SavedFilter &filter)
{
    return tr("%1\n%2: %3")
        .arg(displayText(filter.name, SavedFilter::maxName), effectText(filter.effect),
             displayText(filter.text, longestShown));
}

} // namespace eventscope
