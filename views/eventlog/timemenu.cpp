// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/timemenu.h"

#include "models/eventlogmodel.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>

namespace eventscope {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("eventscope::TimeMenu", text);
}

template<typename Change>
void addChoice(QActionGroup *group, EventLogModel *model, const char *text, bool chosen,
               Change change)
{
    auto *menu = qobject_cast<QMenu *>(group->parent());
    QAction *action = menu->addAction(translated(text));
    action->setCheckable(true);
    action->setChecked(chosen);
    group->addAction(action);
    QObject::connect(action, &QAction::triggered, model, [model, change] {
        TimeShown time = model->timeShown();
        change(time);
        model->setTimeShown(time);
    });
}

} // namespace

void fillTimeMenu(QMenu *menu, EventLogModel *model)
{
    const TimeShown now = model->timeShown();
    auto *forms = new QActionGroup(menu);
    const auto form = [&](const char *text, TimeShown::Form wanted) {
        addChoice(forms, model, text, now.form == wanted,
                  [wanted](TimeShown &time) { time.form = wanted; });
    };
    form(QT_TRANSLATE_NOOP("eventscope::TimeMenu", "&Time of Day"), TimeShown::TimeOfDay);
    form(QT_TRANSLATE_NOOP("eventscope::TimeMenu", "&Date and Time"), TimeShown::DateAndTime);
    form(QT_TRANSLATE_NOOP("eventscope::TimeMenu", "Since the &Mark or the Start"),
         TimeShown::SinceMark);
    form(QT_TRANSLATE_NOOP("eventscope::TimeMenu", "Since the Event &Before"),
         TimeShown::SinceShown);
    form(QT_TRANSLATE_NOOP("eventscope::TimeMenu", "How Long &Ago"), TimeShown::UntilNow);
    menu->addSeparator();
    auto *which = new QActionGroup(menu);
    const auto kind = [&](const char *text, TimeShown::Which wanted) {
        addChoice(which, model, text, now.which == wanted,
                  [wanted](TimeShown &time) { time.which = wanted; });
    };
    kind(QT_TRANSLATE_NOOP("eventscope::TimeMenu", "Time of Arri&val"), TimeShown::Arrival);
    kind(QT_TRANSLATE_NOOP("eventscope::TimeMenu", "The Event's &Own Time"), TimeShown::Own);
}

} // namespace eventscope
