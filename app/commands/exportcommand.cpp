// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/exportcommand.h"

#include "app/commands/captureset.h"
#include "models/event/counttext.h"
#include "models/export/exportjob.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterline.h"
#include "models/query/filterparser.h"

#include <cstdio>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

void say(const QString &line)
{
    std::fprintf(stderr, "eventscope: %s\n", qUtf8Printable(line));
}

QMap<quint32, QString> namesByNumber(const CaptureSet &captures, const EventLog &log)
{
    QMap<quint32, QString> names;
    const QMap<QString, QString> byId = captures.connectionNames();
    for (auto it = byId.cbegin(); it != byId.cend(); ++it) {
        const quint32 number = log.connections().find(it.key().toStdString());
        if (number != StringTable::overflow)
            names.insert(number, it.value());
    }
    return names;
}

std::shared_ptr<const CompiledFilter> filterFor(const ParsedFilter &where, CaptureSet &captures)
{
    FilterBinding binding;
    binding.log = &captures.log();
    binding.connectionNames = namesByNumber(captures, captures.log());
    return CompiledFilter::make(where.expression, binding);
}

/// What perhaps was meant otherwise matters where nothing was found.
void sayWhatWasFiltered(const ParsedFilter &where, const CompiledFilter &filter, quint64 rows)
{
    if (rows == 0) {
        for (const FilterRemark &remark : where.remarks)
            say(remark.sentence);
    }
    if (filter.givenUp() > 0)
        say(u"a regular expression was given up on %1: it took too many steps there"_s.arg(
            counted(filter.givenUp(), u"event"_s)));
}

} // namespace

int runExportCommand(const ExportOptions &options)
{
    auto captures = CaptureSet::load(options.captures);
    if (!captures) {
        say(captures.error());
        return 1;
    }
    for (const QString &remark : (*captures)->remarks())
        say(remark);

    EventLog &log = (*captures)->log();
    ExportRequest request;
    request.log = log.snapshot();
    request.lines = captures->get();
    request.kind = options.kind;
    request.fileName = options.output;
    if (!options.showSecrets)
        request.masks = (*captures)->masks();
    request.connectionNames = (*captures)->connectionNames();
    const ParsedFilter where = parseFilter(options.where); // read without an error before
    const auto filter = filterFor(where, **captures);
    FilterLine line;
    if (!filter->isEverything())
        request.wanted = [&](quint64 row) {
            line.reset(log.at(row), 0, captures->get());
            return filter->evaluate(line);
        };
    ExportProgress progress;
    const auto outcome = runExport(request, progress);
    if (!outcome) {
        say(outcome.error());
        return 1;
    }
    sayWhatWasFiltered(where, *filter, outcome->rows);
    if (outcome->unreadable > 0)
        say(u"%1 could not be read any more and so not written"_s.arg(
            counted(outcome->unreadable, u"event"_s)));
    say(u"%1 written%2"_s.arg(counted(outcome->rows, u"event"_s),
                              options.output == u"-" ? QString() : u" to "_s + options.output));
    return outcome->unreadable > 0 ? 1 : 0;
}

} // namespace eventscope
