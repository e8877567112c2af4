// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/event/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <memory>
#include <optional>
#include <string_view>

namespace eventscope {

/// Turns lines of a capture into one kind of file. Adding a format is adding one of these
/// (ARCHITECTURE.md).
class ExportFormat
{
public:
    virtual ~ExportFormat() = default;
    /// Appended before the first row; `out` is then written whole.
    virtual void begin(QByteArray &out) = 0;
    /// Appends one event; `line` is its CloudEvents line.
    virtual void event(std::string_view line, QByteArray &out) = 0;
};

enum class ExportKind : quint8 { JsonLines, Csv };
std::optional<ExportKind> exportKindFromName(const QString &name); ///< "jsonl", "csv"
QString exportSuffix(ExportKind kind); ///< without the dot; the same as its name
/// `connectionNames` by connection id.
std::unique_ptr<ExportFormat> makeExportFormat(ExportKind kind,
                                               const QMap<QString, QString> &connectionNames);

} // namespace eventscope
