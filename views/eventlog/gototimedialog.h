// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/timestamp.h"

#include <QDialog>
#include <optional>

class QLineEdit;
class QPushButton;

namespace eventscope {

class EventTable;
class PlainLabel;

/// What a text means as a time of a log that ends at `newestUs`: `10:30` is the last one of these
/// before its end, `-5m` counts from its end, a date means its start.
std::optional<qint64> timeWanted(const QString &text, qint64 newestUs, TimeZoneChoice zone);

/// Asks for a time and shows the event there. It says which one that is while it is typed. To be
/// shown with open(); the table outlives it.
class GoToTimeDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit GoToTimeDialog(EventTable *table);

    QLineEdit *edit() const { return m_edit; }
    QString answer() const;

    void accept() override;

private:
    void look();

    EventTable *m_table;
    QLineEdit *m_edit;
    PlainLabel *m_answer;
    QPushButton *m_go = nullptr;
    std::optional<qint64> m_wanted;
};

} // namespace eventscope
