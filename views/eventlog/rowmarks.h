// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QObject>

namespace eventscope {

class EventTable;

/// What the user does with bookmarks in the table: sets them, writes notes, goes from one to the
/// next. Where no event is named, the current one is meant. Child of the table.
class RowMarks final : public QObject
{
    Q_OBJECT
public:
    explicit RowMarks(EventTable *table);

    void toggle(quint64 sequence = 0);
    /// Asks for the note; an event that is not marked yet becomes so.
    void editNote(quint64 sequence = 0);
    void next() { jump(true); }
    void previous() { jump(false); }
    void showList();

    /// Times count from this event; the same one again: from the first of the log.
    void measureFrom(quint64 sequence = 0);

private:
    quint64 meant(quint64 sequence) const;
    void say(const Result<void> &done, const QString &text);
    void jump(bool forward);

    EventTable *m_table;
};

} // namespace eventscope
