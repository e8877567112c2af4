// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/maskedlines.h"
#include "models/eventpath.h"
#include "models/export/exportformat.h"
#include "models/export/linecellparser.h"
#include "models/timeshown.h"

#include <QMap>
#include <QStringList>
#include <QVector>
#include <memory>
#include <optional>

namespace eventscope {

class RowContext;

/// Columns of the log as a table outside of it has them: those of the window from left to right, or
/// those that a command names. The same values as on the screen, but whole: a time has its date and
/// its zone, a distance between times is a number of seconds, a size one of bytes. Everything is
/// read from the line, so that a worker may do it while the log grows.
class ChosenColumns final : public ExportColumns
{
public:
    struct Column
    {
        int column = -1; ///< EventLogColumn; -1: one made from a path
        QString path;
        QString title;
    };
    /// What the window has set; a command has none of it.
    struct Shown
    {
        TimeShown time;
        qint64 markUs = noTime; ///< what TimeShown::SinceMark counts from
        bool words = true; ///< of the window's language, and its time zone; else those of the lines
    };

    /// What `changed` compares with: the events before, as they may be shown. Nothing is kept of
    /// them, so that it costs what the way back costs: four bytes an event of the log.
    struct Past
    {
        const RowContext *context; ///< not owned; null: nothing has changed
        FieldMasks masks;
    };

    ChosenColumns(std::vector<Column> columns, const QMap<QString, QString> &connectionNames,
                  const QMap<quint64, QString> &notes, const Shown &shown, const Past &past = {});

    /// From names as filters have them: `type`, `data.status`, `kafkapartition`. The error says
    /// which is none.
    static Result<std::vector<Column>> named(const QStringList &names);

    std::vector<std::string> titles() const override;
    void begin() override { m_before.reset(); }
    void read(const ExportRow &row, std::vector<std::string> &cells) override;

private:
    std::string text(int column, const ExportRow &row, const LineCells &cells) const;
    std::string timeText(qint64 us) const;
    std::string chosenTime(const EventRecord &record) const;
    std::string connectionText(std::string_view source) const;
    std::string summary(const ExportRow &row, const LineCells &cells) const;
    std::string severityOf(const EventRecord &record) const;
    std::string changed(const ExportRow &row) const;

    std::vector<Column> m_columns;
    QMap<std::string, std::string> m_names; ///< of connections, by id
    QMap<quint64, QString> m_notes;
    Shown m_shown;
    const RowContext *m_context; ///< not owned; null: there is no past
    MaskedLines m_masks; ///< for the lines that it has
    EventPaths m_paths;
    LineCellParser m_parser;
    std::optional<EventRecord> m_before; ///< the row before
};

} // namespace eventscope
