// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/exportcommand.h"

#include "app/commands/captureset.h"
#include "app/commands/progressline.h"
#include "app/commands/stopflag.h"
#include "models/event/consoleline.h"
#include "models/event/counttext.h"
#include "models/eventbookmarks.h"
#include "models/export/exportjob.h"
#include "models/export/exporttarget.h"
#include "models/exportcolumns.h"
#include "models/logcontext.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "models/query/scan.h"

#include <QFileInfo>
#include <QThreadPool>
#include <cstdio>
#include <future>
#include <optional>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int pollMs = 100;
constexpr std::chrono::milliseconds pollTime(pollMs);

void say(const QString &line)
{
    sayOnConsole(line);
}

int sayStopped()
{
    say(u"Stopped. Nothing was written."_s);
    return 1;
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

/// The rows that a filter lets through, found as the window finds them.
class WantedRows
{
public:
    WantedRows(const ParsedFilter &where, CaptureSet &captures, const EventBookmarks &bookmarks)
        : m_captures(captures), m_context(&bookmarks)
    {
        m_context.setLog(&captures.log(), &captures);
        m_context.trail().update();
        FilterBinding binding;
        binding.log = &captures.log();
        binding.connectionNames = namesByNumber(captures, captures.log());
        binding.context = &m_context;
        m_filter = CompiledFilter::make(where.expression, binding);
    }

    const CompiledFilter &filter() const { return *m_filter; }
    const RowContext &context() const { return m_context; }
    quint64 unreadable() const { return m_unreadable; } ///< rows that could not be searched

    /// False if it was stopped.
    bool find(RowSet &rows)
    {
        QThreadPool pool;
        FilterScan scan(pool, m_captures.log().snapshot(), 0, &m_captures, {m_filter});
        ProgressLine line(u"searched"_s);
        while (!pool.waitForDone(pollMs)) {
            line.show(scan.searched(), scan.total(),
                      double(scan.searched()) / double(std::max<quint64>(1, scan.total())));
            if (StopFlag::isSet())
                scan.cancel();
        }
        quint64 skip = 0;
        SearchedRows searched;
        scan.takeDecided({&searched}, skip);
        rows = searched.matching();
        m_unreadable = searched.unreadable() ? searched.unreadable()->count() : 0;
        return !StopFlag::isSet();
    }

private:
    CaptureSet &m_captures;
    LogContext m_context;
    std::shared_ptr<const CompiledFilter> m_filter;
    quint64 m_unreadable = 0;
};

/// Of the capture, where it is only one.
void readBookmarks(EventBookmarks &bookmarks, const QStringList &paths)
{
    if (paths.size() != 1 || !QFileInfo(paths.constFirst()).isDir())
        return;
    if (const Result<void> opened = bookmarks.open(paths.constFirst()); !opened)
        say(opened.error());
}

std::shared_ptr<ExportColumns> columnsOf(const QStringList &names,
                                         const QMap<QString, QString> &connectionNames,
                                         const EventBookmarks &bookmarks,
                                         ChosenColumns::Past past)
{
    const auto columns = ChosenColumns::named(names); // read without an error before
    if (names.isEmpty() || !columns)
        return {};
    QMap<quint64, QString> notes;
    for (const quint64 sequence : bookmarks.sequences())
        notes.insert(sequence, bookmarks.note(sequence));
    return std::make_shared<ChosenColumns>(*columns, connectionNames, notes,
                                           ChosenColumns::Shown{{}, noTime, false},
                                           std::move(past));
}

/// What perhaps was meant otherwise matters where nothing was found.
void sayWhatWasFiltered(const ParsedFilter &where, const WantedRows &wanted, quint64 rows)
{
    const CompiledFilter &filter = wanted.filter();
    if (rows == 0) {
        for (const FilterRemark &remark : where.remarks)
            say(remark.sentence);
    }
    if (filter.givenUp() > 0)
        say(u"a regular expression was given up on %1: it took too many steps there"_s.arg(
            counted(filter.givenUp(), u"event"_s)));
    if (filter.leftOut() > 0)
        say(u"it was not tried on another %1: it was given up on too often"_s.arg(
            counted(filter.leftOut(), u"event"_s)));
    if (wanted.unreadable() > 0)
        say(u"%1 could not be read any more and so not searched"_s.arg(
            counted(wanted.unreadable(), u"event"_s)));
}

/// On a thread of its own, so that this one can tell how far it is.
Result<ExportOutcome> exported(const ExportRequest &request)
{
    ExportProgress progress;
    auto outcome = std::async(std::launch::async, [&] { return runExport(request, progress); });
    ProgressLine line(u"written"_s);
    while (outcome.wait_for(pollTime) != std::future_status::ready) {
        if (StopFlag::isSet())
            progress.cancel = true;
        line.show(progress.done, progress.total, progress.fraction());
    }
    return outcome.get();
}

} // namespace

int runExportCommand(const ExportOptions &options)
{
    // A stream leaves nothing half made behind, and nobody knows when its reader reads on: there a
    // signal ends the program as ever.
    std::optional<StopFlag> stop;
    if (options.output != u"-" && !isStream(options.output))
        stop.emplace();
    auto captures = CaptureSet::load(options.captures, [](int) { return !StopFlag::isSet(); });
    if (StopFlag::isSet())
        return sayStopped();
    if (!captures) {
        say(captures.error());
        return 1;
    }
    for (const QString &remark : (*captures)->remarks())
        say(remark);

    ExportRequest request;
    request.log = (*captures)->log().snapshot();
    request.lines = captures->get();
    request.kind = options.kind;
    request.compressed = options.compressed;
    request.fileName = options.output;
    request.guard = options.guard;
    if (!options.showSecrets)
        request.masks = (*captures)->masks();
    request.connectionNames = (*captures)->connectionNames();
    EventBookmarks bookmarks;
    readBookmarks(bookmarks, options.captures);
    const ParsedFilter where = parseFilter(options.where); // read without an error before
    WantedRows wanted(where, **captures, bookmarks);
    request.columns = columnsOf(options.columns, request.connectionNames, bookmarks,
                                {&wanted.context(), request.masks});
    request.onlyRows = !wanted.filter().isEverything();
    if (request.onlyRows && !wanted.find(request.rows))
        return sayStopped();
    const auto outcome = exported(request);
    if (!outcome) {
        say(outcome.error());
        return 1;
    }
    if (outcome->cancelled)
        return sayStopped();
    sayWhatWasFiltered(where, wanted, outcome->rows);
    if (outcome->unreadable > 0)
        say(u"%1 could not be read any more and so not written"_s.arg(
            counted(outcome->unreadable, u"event"_s)));
    say(u"%1 written%2"_s.arg(counted(outcome->rows, u"event"_s),
                              options.output == u"-" ? QString() : u" to "_s + options.output));
    return outcome->unreadable > 0 || wanted.unreadable() > 0 ? 1 : 0;
}

} // namespace eventscope
