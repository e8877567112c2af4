// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/logfixture.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/filterbar.h"
#include "views/eventlog/logplaceholder.h"

#include <QCoreApplication>
#include <QThread>
#include <QToolButton>
#include <atomic>

namespace eventscope {

using namespace Qt::StringLiterals;

/// Lines that workers wait for as long as it is wanted.
class HeldLines final : public LineSource
{
public:
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        while (hold && record.place >= from && QThread::currentThread() != qApp->thread())
            QThread::yieldCurrentThread();
        return inner.line(record, scratch);
    }

    MemoryLines inner;
    std::atomic<bool> hold{false};
    quint64 from = 0; ///< the place of the first line they wait for
};

/// A log that is shown, of which workers wait for all but the first block.
struct HeldLog
{
    static constexpr int ofABlock = 8'192;
    static constexpr int events = 20'000;

    HeldLines lines;
    EventLog log;
    EventLogModel model{&log, &lines};
    EventLogView view{&model};

    HeldLog()
    {
        log.append(lines.inner.add(batchOf(std::vector<TestEvent>(events))));
        lines.from = log.at(ofABlock).place;
        model.logGrew();
        view.resize(900, 700);
        view.show();
    }
    ~HeldLog() { lines.hold = false; } // a test that failed must end
    QToolButton *cancel()
    {
        return view.filterBar()->status()->findChild<QToolButton *>(u"cancelSearch"_s);
    }
    LogPlaceholder *placeholder() { return view.findChild<LogPlaceholder *>(); }
    QString status() { return view.filterBar()->status()->text(); }
};

} // namespace eventscope
