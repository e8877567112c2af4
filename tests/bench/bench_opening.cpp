// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person sees while a capture is opened: when the first events are there, when all are, and
// how long the window is deaf meanwhile. Indexes that are missing are made again, so remove those
// of a copy to see that as well.
//
// usage: bench_opening CAPTURE (made by tests/bench/make-capture)
#include "app/capturesession.h"
#include "models/eventlogmodel.h"
#include "tests/bench/stallprobe.h"
#include "tests/support/watchedapplication.h"
#include "views/captures/loadingstrip.h"
#include "views/eventlog/eventtable.h"

#include <QElapsedTimer>
#include <QPushButton>
#include <QStandardPaths>
#include <cstdio>

using namespace eventscope;

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const WatchedApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_opening CAPTURE\n");
        return 2;
    }
    Settings settings;
    QElapsedTimer clock;
    clock.start();
    CaptureSession session({QString::fromLocal8Bit(argv[1])}, &settings);
    session.window().resize(1600, 1000);
    session.window().show();
    EventLogModel *log = session.window().findChild<EventTable *>()->eventModel();
    const auto *strip = session.window().findChild<LoadingStrip *>();
    StallProbe probe(&session);
    double first = 0;
    QObject::connect(log, &EventLogModel::logGrown, &session, [&] {
        if (first <= 0)
            first = double(clock.nsecsElapsed()) / 1e9;
    });
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &session, [&] {
        if (first > 0 && strip->isHidden())
            QCoreApplication::quit();
    });
    look.start(5);
    QApplication::exec();
    const double all = double(clock.nsecsElapsed()) / 1e9;
    probe.stop();
    std::printf("first events after %.3f s, all %llu after %.3f s\n", first,
                static_cast<unsigned long long>(log->logSize()), all);
    std::printf("longest by processor time: %s\n", qUtf8Printable(application.longest(6)));
    return probe.report() ? 0 : 1;
}
