// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/timeline/timelinecursor.h"

#include <QObject>

class QMenu;

namespace eventscope {

class TimelineModel;

/// What can be done in the timeline, by key, by menu or by the pointer. The model is not owned.
class TimelineCommands final : public QObject
{
    Q_OBJECT
public:
    explicit TimelineCommands(TimelineModel *model, QObject *parent = nullptr);

    TimelineCursor &cursor() { return m_cursor; }
    const TimelineCursor &cursor() const { return m_cursor; }

    /// False if the key is none of the timeline's, or can do nothing now.
    bool pressKey(int key, bool shift);
    /// Fills a menu; the caller owns and shows it.
    void fillMenu(QMenu *menu);
    /// To the first event from there on, or the first that the filter shows.
    void jumpTo(qint64 us);
    /// Of the selection, else of what is in sight.
    void showOnlyThisTime();
    void zoomIn();
    void zoomOut();

Q_SIGNALS:
    void jumpWanted(quint64 sequence);
    void rangeWanted(const QString &filterText);
    void hideWanted();
    void cursorMoved(); ///< by a key
    void changed(); ///< cursor or selection

private:
    bool leave();
    qint64 centre() const;

    TimelineModel *m_model;
    TimelineCursor m_cursor;
};

} // namespace eventscope
