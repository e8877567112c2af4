// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/exportcommand.h"

#include "app/commands/captureset.h"
#include "models/event/counttext.h"
#include "models/event/displaytext.h"
#include "models/export/exportjob.h"
#include "models/query/textfilter.h"

#include <QRegularExpression>
#include <cstdio>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxShownWord = 120;

void say(const QString &line)
{
    std::fprintf(stderr, "eventscope: %s\n", qUtf8Printable(line));
}

std::vector<quint32> matchingRows(CaptureSet &captures, const EventPredicate &filter)
{
    std::vector<quint32> rows;
    std::string scratch;
    const EventLog &log = captures.log();
    for (quint64 row = 0; row < log.size(); ++row) {
        const EventRecord &record = log.at(row);
        bool matches = false;
        if (!filter.decidedByColumns(record, matches))
            matches = filter.matchesLine(record, captures.line(record, scratch));
        if (matches)
            rows.push_back(quint32(row));
    }
    return rows;
}

/// Of a filter that found nothing: what in it was perhaps meant as a condition. Empty: nothing.
QString conditionIn(const QString &filter)
{
    static const QRegularExpression form(
        uR"((?:^|\s)(-?[A-Za-z_][\w.]*\s*(?:[<>]=?|!=|==?|:(?!//))\s*\S+))"_s);
    return form.match(filter).captured(1);
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
    if (const auto filter = TextFilter::make(options.where, log, namesByNumber(**captures, log))) {
        request.onlyRows = true;
        request.rows = matchingRows(**captures, *filter);
        if (const QString meant = conditionIn(options.where);
            request.rows.empty() && !meant.isEmpty())
            say(u"--where takes words only, so \"%1\" was looked for as it stands, and nothing "
                "has it"_s.arg(displayText(meant, maxShownWord)));
    }
    ExportProgress progress;
    const auto outcome = runExport(request, progress);
    if (!outcome) {
        say(outcome.error());
        return 1;
    }
    if (outcome->unreadable > 0)
        say(u"%1 could not be read any more and so not written"_s.arg(
            counted(outcome->unreadable, u"event"_s)));
    say(u"%1 written%2"_s.arg(counted(outcome->rows, u"event"_s),
                              options.output == u"-" ? QString() : u" to "_s + options.output));
    return outcome->unreadable > 0 ? 1 : 0;
}

} // namespace eventscope
