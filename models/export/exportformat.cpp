// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exportformat.h"

#include "models/export/csvwriter.h"
#include "models/export/jsonlwriter.h"

#include <QStringList>

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
                               {ExportKind::Csv, QLatin1StringView("csv", 3)},
                               {ExportKind::Sqlite, QLatin1StringView("sqlite", 6)}};
/// Other ends that files of these kinds have.
constexpr NamedKind otherSuffixes[] = {{ExportKind::JsonLines, QLatin1StringView("ndjson", 6)},
                                       {ExportKind::JsonLines, QLatin1StringView("json", 4)},
                                       {ExportKind::Sqlite, QLatin1StringView("sqlite3", 7)},
                                       {ExportKind::Sqlite, QLatin1StringView("db", 2)}};

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

std::optional<ExportKind> exportKindFromFile(const QString &fileName)
{
    QStringView name(fileName);
    if (name.endsWith(compressedSuffix, Qt::CaseInsensitive))
        name.chop(compressedSuffix.size());
    const auto endsWith = [name](QLatin1StringView suffix) {
        return name.size() > suffix.size() && name.endsWith(suffix, Qt::CaseInsensitive)
            && name[name.size() - suffix.size() - 1] == u'.';
    };
    for (const NamedKind &known : kinds) {
        if (endsWith(known.name))
            return known.kind;
    }
    for (const NamedKind &known : otherSuffixes) {
        if (endsWith(known.name))
            return known.kind;
    }
    return std::nullopt;
}

bool canCompress(ExportKind kind)
{
    return kind != ExportKind::Sqlite;
}

QString exportKindNames()
{
    QStringList names;
    for (const NamedKind &known : kinds)
        names += known.name;
    const QString last = names.takeLast();
    return names.join(u", "_s) + u" or "_s + last;
}

std::unique_ptr<ExportFormat> makeExportFormat(ExportKind kind,
                                               const QMap<QString, QString> &connectionNames,
                                               std::shared_ptr<ExportColumns> columns,
                                               CellGuard guard)
{
    if (kind == ExportKind::Csv)
        return std::make_unique<CsvWriter>(connectionNames, std::move(columns), guard);
    return std::make_unique<JsonLinesWriter>();
}

} // namespace eventscope
