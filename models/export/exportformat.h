// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/event/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// One event on its way into a file.
struct ExportRow
{
    const EventRecord &record;
    quint64 sequence = 0; ///< its number in the log, where several captures may be one
    std::string_view line; ///< its CloudEvents line, masked
};

/// Turns lines of a capture into the bytes of one kind of file. Adding such a format is adding one
/// of these; what is not a stream of bytes is an ExportSink (ARCHITECTURE.md).
class ExportFormat
{
public:
    virtual ~ExportFormat() = default;
    /// Appended before the first row; `out` is then written whole.
    virtual void begin(QByteArray &out) = 0;
    /// Appends one event.
    virtual void event(const ExportRow &row, QByteArray &out) = 0;
    /// True if the file has the lines as they stand, so that many can be copied at once.
    virtual bool isLines() const { return false; }
};

/// The columns of a table that somebody chose, as texts. One export at a time; the thread that
/// exports calls it, event after event.
class ExportColumns
{
public:
    virtual ~ExportColumns() = default;
    virtual std::vector<std::string> titles() const = 0;
    /// To be called before the first event.
    virtual void begin() = 0;
    /// One text a title; `cells` keeps its memory.
    virtual void read(const ExportRow &row, std::vector<std::string> &cells) = 0;
};

enum class ExportKind : quint8 { JsonLines, Csv, Sqlite };
inline constexpr ExportKind exportKinds[] = {ExportKind::JsonLines, ExportKind::Csv,
                                             ExportKind::Sqlite};
std::optional<ExportKind> exportKindFromName(const QString &name); ///< "jsonl", "csv", "sqlite"
QString exportSuffix(ExportKind kind); ///< without the dot; the same as its name
/// What the end of a file's name says: `.ndjson`, `.csv.zst`, `.db`. Nothing: it says nothing.
std::optional<ExportKind> exportKindFromFile(const QString &fileName);
/// The end of a name that asks for compression.
inline constexpr QLatin1StringView compressedSuffix(".zst", 4);
/// A database is read in any order, which a compressed stream of it could not be.
bool canCompress(ExportKind kind);
/// What a command takes for `--format`, in words.
QString exportKindNames();

/// Whether cells of a CSV file that a spreadsheet would run or round are kept from it by a `'`. Off
/// is for programs, which would have to take it away again.
enum class CellGuard : quint8 { Off, On };

/// The format of a kind that is a stream of bytes. `connectionNames` by connection id; `columns`
/// may be null: those that the format has by itself.
std::unique_ptr<ExportFormat> makeExportFormat(ExportKind kind,
                                               const QMap<QString, QString> &connectionNames,
                                               std::shared_ptr<ExportColumns> columns = {},
                                               CellGuard guard = CellGuard::On);

} // namespace eventscope
