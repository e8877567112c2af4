// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exportformat.h"

#include "models/export/csvwriter.h"
#include "models/export/jsonlwriter.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Adding a format is adding a line here and a writer beside this file.
struct NamedKind
{
    ExportKind kind;
    QLatin1StringView name;
};
constexpr NamedKind kinds[] = {{ExportKind::JsonLines, QLatin1StringView("jsonl", 5)},
                               {ExportKind::Csv, QLatin1StringView("csv", 3)}};

} // namespace

std::optional<ExportKind> exportKindFromName(const QString &name)
{
    for (const NamedKind &known : kinds) {
        if (name == known.name)
            return known.kind;
    }
    return std::nullopt;
}

QString exportSuffix(ExportKind kind)
{
    for (const NamedKind &known : kinds) {
        if (kind == known.kind)
            return known.name;
    }
    return {};
}

std::unique_ptr<ExportFormat> makeExportFormat(ExportKind kind,
                                               const QMap<QString, QString> &connectionNames)
{
    if (kind == ExportKind::Csv)
        return std::make_unique<CsvWriter>(connectionNames);
    return std::make_unique<JsonLinesWriter>();
}

} // namespace eventscope
