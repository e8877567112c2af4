// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/exportcommand.h"

#include "app/commands/captureexport.h"
#include "app/commands/progressline.h"
#include "app/commands/stopflag.h"
#include "models/event/consoleline.h"
#include "models/event/counttext.h"
#include "models/eventbookmarks.h"
#include "models/export/exporttarget.h"

#include <QFileInfo>
#include <future>
#include <malloc.h>
#include <optional>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds pollTime(100);

void say(const QString &line)
{
    sayOnConsole(line);
}

/// Of the capture, where it is only one.
void readBookmarks(EventBookmarks &bookmarks, const QStringList &paths)
{
    if (paths.size() != 1 || !QFileInfo(paths.constFirst()).isDir())
        return;
    if (const Result<void> opened = bookmarks.open(paths.constFirst()); !opened)
        say(opened.error());
}

void sayWhatWasFiltered(const CaptureExport &exporting, quint64 written)
{
    for (const FilterRemark &remark : exporting.where().remarks) {
        if (!remark.isGuess || written == 0)
            say(remark.sentence);
    }
    if (exporting.givenUp() > 0)
        say(u"a regular expression was given up on %1: it took too many steps there. They are left "
            "out, with \"not\" before it too"_s.arg(counted(exporting.givenUp(), u"event"_s)));
    if (exporting.tooLong() > 0)
        say(u"a regular expression has no answer for %1: it would have to see more than 1 MiB of "
            "text in one piece. They are left out, with \"not\" before it too"_s.arg(
                counted(exporting.tooLong(), u"event"_s)));
    if (exporting.leftOut() > 0)
        say(u"it was not tried on another %1: it was given up on too often"_s.arg(
            counted(exporting.leftOut(), u"event"_s)));
    if (exporting.unsearched() > 0)
        say(u"%1 could not be read any more and so not searched"_s.arg(
            counted(exporting.unsearched(), u"event"_s)));
}

/// On a thread of its own, so that this one can tell how far it is.
Result<ExportOutcome> exported(CaptureExport &exporting)
{
    ExportProgress progress;
    auto outcome = std::async(std::launch::async, [&] { return exporting.run(progress); });
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
    // Columns of megabytes come and go on several threads: left to itself glibc keeps them, here
    // more and there less.
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
    // A stream leaves nothing half made behind, and nobody knows when its reader reads on: there a
    // signal ends the program as ever.
    std::optional<StopFlag> stop;
    if (options.output != u"-" && !isStream(options.output))
        stop.emplace();
    const auto captures = CaptureSet::open(options.captures);
    if (!captures) {
        say(captures.error());
        return 1;
    }
    EventBookmarks bookmarks;
    readBookmarks(bookmarks, options.captures);
    CaptureExport exporting(**captures, options, bookmarks);
    const auto outcome = exported(exporting);
    for (const QString &remark : (*captures)->remarks())
        say(remark);
    if (!outcome) {
        say(outcome.error());
        return 1;
    }
    if (outcome->cancelled) {
        say(u"Stopped. Nothing was written."_s);
        return 1;
    }
    sayWhatWasFiltered(exporting, outcome->rows);
    if (outcome->unreadable > 0)
        say(u"%1 could not be read any more and so not written"_s.arg(
            counted(outcome->unreadable, u"event"_s)));
    say(u"%1 written%2"_s.arg(counted(outcome->rows, u"event"_s),
                              options.output == u"-" ? QString() : u" to "_s + options.output));
    const bool whole = outcome->unreadable == 0 && exporting.unsearched() == 0
        && (*captures)->vanishedSegments() == 0;
    return whole ? 0 : 1;
}

} // namespace eventscope
