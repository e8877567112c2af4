// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window on a recording that goes on with a large capture: 20 000 events/s come, two filters
// are stacked, the timeline and one event's detail are open. How long is the GUI thread deaf, what
// does an event cost it, and how long do frames take while the log is dragged from end to end? The
// capture is not touched: the recording goes on in a folder of links to its segments.
//
// usage: bench_growing CAPTURE (made by tests/bench/make-capture) [SECONDS (20)]
#include "app/commands/recording.h"
#include "models/connectionmodel.h"
#include "models/eventlogmodel.h"
#include "models/noticemodel.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "models/subscriptionmodel.h"
#include "models/timelinemodel.h"
#include "models/workflowmodel.h"
#include "tests/bench/framewatch.h"
#include "tests/bench/madeevents.h"
#include "tests/bench/stallprobe.h"
#include "views/eventlog/eventtable.h"
#include "views/mainwindow.h"
#include "views/theme.h"
#include "views/timeline/timelineview.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTimer>
#include <ctime>
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int batchEvents = 100;
constexpr int batchesPerSecond = 200;
constexpr double longestFrameMs = 16;

/// Links for all segments but the last, which is copied: the recording appends to it.
void linkCapture(const QString &from, const QString &to)
{
    const QFileInfoList files = QDir(from).entryInfoList(QDir::Files | QDir::Hidden, QDir::Name);
    QString last;
    for (const QFileInfo &file : files) {
        if (file.suffix() == u"ndjson")
            last = file.fileName();
    }
    for (const QFileInfo &file : files) {
        const QString target = to + u'/' + file.fileName();
        const bool shared =
            (file.suffix() == u"ndjson" || file.suffix() == u"idx") && file.fileName() != last;
        if (!shared || ::link(QFile::encodeName(file.filePath()), QFile::encodeName(target)) != 0)
            QFile::copy(file.filePath(), target);
    }
}

/// Events at a steady rate, from a thread of its own, as feeds send them.
class Producer
{
public:
    explicit Producer(EventSink &sink) : m_thread([this, &sink] { run(sink); }) { }
    ~Producer()
    {
        m_stop = true;
        m_thread.join();
    }
    Producer(const Producer &) = delete;
    Producer &operator=(const Producer &) = delete;

private:
    void run(EventSink &sink)
    {
        MadeEvents made(2);
        auto next = std::chrono::steady_clock::now();
        while (!m_stop) {
            auto batch = sink.takeEmptyBatch();
            made.fill(*batch, batchEvents);
            sink.submit(std::move(batch));
            next += std::chrono::microseconds(1'000'000 / batchesPerSecond);
            std::this_thread::sleep_until(next);
        }
    }
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

double cpuOfThread()
{
    timespec time = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

std::shared_ptr<const CompiledFilter> filterOf(const QString &text, const EventLog &log)
{
    FilterBinding binding;
    binding.log = &log;
    return CompiledFilter::make(parseFilter(text).expression, binding);
}

/// Notes that a widget was painted.
class PaintWatch final : public QObject
{
public:
    explicit PaintWatch(bool &painted) : m_painted(painted) { }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            QTimer::singleShot(0, this, [this] { m_painted = true; });
        return false;
    }

private:
    bool &m_painted;
};

/// Paints as many cells as the table shows, of texts that never change, and nothing else: what a
/// frame costs on this machine, now, whoever else uses it.
class BareCells final : public QWidget
{
public:
    explicit BareCells(const EventTable &table)
    {
        setAttribute(Qt::WA_OpaquePaintEvent);
        resize(table.viewport()->size());
        setFont(table.font());
        const int height = table.heightOfRows();
        for (int y = 0; y < this->height(); y += height) {
            for (int column = 0; column < table.model()->columnCount(); ++column) {
                const QHeaderView *header = table.horizontalHeader();
                if (!header->isSectionHidden(column))
                    m_cells.emplace_back(
                        QRect(header->sectionViewportPosition(column), y,
                              header->sectionSize(column), height),
                        table.model()->index(table.rowAt(y), column).data().toString());
            }
        }
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), palette().base());
        const QFontMetrics metrics = painter.fontMetrics();
        for (const auto &[cell, text] : m_cells)
            painter.drawText(cell, Qt::AlignVCenter | Qt::TextSingleLine,
                             metrics.elidedText(text, Qt::ElideRight, cell.width()));
    }

private:
    std::vector<std::pair<QRect, QString>> m_cells;
};

/// Drags the slider from the end of the log to its start and back, as a hand does it, and paints
/// the bare cells after each frame.
bool drag(EventTable &table, const char *what, int steps)
{
    FrameWatch ours;
    FrameWatch bare;
    BareCells cells(table);
    cells.show();
    for (int i = 0; i < 3; ++i)
        QApplication::processEvents(); // its first painting is no frame of the table
    QScrollBar *bar = table.verticalScrollBar();
    bar->setSliderDown(true);
    for (int step = 0; step <= steps * 2; ++step) {
        const int at = step <= steps ? steps - step : step - steps;
        ours.frame([&] {
            bar->setSliderPosition(int(double(bar->maximum()) * at / steps));
            QApplication::processEvents(); // as painting is for the event loop
        });
        bare.frame([&] { cells.repaint(); });
    }
    bar->setSliderDown(false);
    ours.report(what);
    bare.report("   constant cells, in turn");
    return ours.longest() < longestFrameMs;
}

/// How long the timeline is counted from nothing, by a worker, and how long it is painted.
void timelineFigures(EventLogModel &model, TimelineView &view)
{
    while (view.timeline()->isCounting())
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QElapsedTimer clock;
    clock.start();
    const TimelineModel fresh(&model);
    while (fresh.isCounting())
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    std::printf("timeline: %llu events counted in %.0f ms by a worker, %zu gaps shown\n",
                static_cast<unsigned long long>(fresh.total()), double(clock.nsecsElapsed()) / 1e6,
                view.timeline()->gaps().size());
    FrameWatch paints;
    for (int i = 0; i < 100; ++i)
        paints.frame([&view] { view.repaint(); });
    paints.report("painting the timeline");
}

/// Makes the system forget what it has of the segments in memory, so that reading is from the disk.
void dropFromMemory(const QString &folder)
{
    for (const QFileInfo &file : QDir(folder).entryInfoList({u"*.ndjson"_s}, QDir::Files)) {
        const int fd = ::open(QFile::encodeName(file.filePath()).constData(), O_RDONLY | O_CLOEXEC);
        ::fdatasync(fd);
        ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        ::close(fd);
    }
}

struct Run
{
    QTemporaryDir folder;
    std::unique_ptr<Recording> recording;
    ConnectionModel connections;
    SubscriptionModel subscriptions{&connections};
    EventLog nothing;
    EventLogModel model{&nothing, nullptr};
    WorkflowModel workflows;
    NoticeModel notices;
    std::unique_ptr<MainWindow> window;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_growing CAPTURE [SECONDS (20)]\n");
        return 2;
    }
    const QString capture = QDir(QString::fromLocal8Bit(argv[1])).absolutePath();
    const int seconds = argc > 2 ? QByteArray(argv[2]).toInt() : 20;
    const int steps = argc > 3 ? QByteArray(argv[3]).toInt() : 500;
    const QTemporaryDir home;
    qputenv("XDG_DATA_HOME", home.filePath(u"data"_s).toUtf8());
    qputenv("XDG_CONFIG_HOME", home.filePath(u"config"_s).toUtf8());
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"eventscope-bench"_s);
    applyTheme(false);

    Run run;
    // Beside the capture, so that its segments can be linked.
    QTemporaryDir folder(QFileInfo(capture).path() + u"/growing-XXXXXX"_s);
    linkCapture(capture, folder.path());
    const struct mallinfo2 before = mallinfo2();
    QElapsedTimer clock;
    clock.start();
    auto recording = Recording::start(folder.path(), {});
    if (!recording)
        qFatal("%s", qUtf8Printable(recording.error()));
    run.recording = std::move(*recording);
    const double read = double(clock.nsecsElapsed()) / 1e9;
    run.model.setLog(&run.recording->log(), &run.recording->lines());
    run.window =
        std::make_unique<MainWindow>(WindowModels{&run.connections, &run.subscriptions, &run.model,
                                                  &run.workflows, &run.notices},
                                     WindowServices());
    run.window->resize(1440, 900);
    run.window->show();
    run.window->updateFirstStart();
    QObject::connect(run.recording.get(), &Recording::grew, &run.model, &EventLogModel::logGrew);
    auto *table = run.window->findChild<EventTable *>();
    if (!table)
        qFatal("there is no table of events");
    bool painted = false;
    PaintWatch watch(painted);
    table->viewport()->installEventFilter(&watch);
    while (!painted)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    std::printf("%llu events: read in %.2f s, open and painted in %.2f s (wanted 1)\n",
                static_cast<unsigned long long>(run.recording->log().size()), read,
                double(clock.nsecsElapsed()) / 1e9);

    auto *timeline = run.window->findChild<TimelineView *>();
    if (!timeline)
        qFatal("there is no timeline");
    bool good = true;
    if (steps > 0) {
        dropFromMemory(capture);
        drag(*table, "dragging the log, lines on disk", steps);
        good = drag(*table, "dragging the log again", steps);
        timelineFigures(run.model, *timeline);
    }
    Producer producer(run.recording->writer());
    StallProbe probe(&application);
    double cpu = 0;
    quint64 events = 0;
    run.window->showEvent(run.recording->log().firstSequence() + 17); // its detail
    run.model.setFilters(
        {{filterOf(u"type:call.* or data.status = \"answered\""_s, run.recording->log())},
         {filterOf(u"\"was unanswered\" or severity>=error"_s, run.recording->log()),
          StackedFilter::Use::Exclude}});
    // The first seconds are the search and the start.
    QTimer::singleShot(4000, &application, [&] {
        probe.restart();
        cpu = cpuOfThread();
        events = run.recording->log().size();
    });
    QTimer::singleShot(4000 + seconds * 1000, &application, [&] {
        probe.stop();
        cpu = cpuOfThread() - cpu;
        events = run.recording->log().size() - events;
        QApplication::quit();
    });
    QApplication::exec();
    std::printf("%.0f events/s appended with two filters, timeline and detail, %d rows shown\n",
                double(events) / seconds, run.model.rowCount());
    good = probe.report() && good;
    std::printf("CPU of the GUI thread: %.2f us an event\n", cpu * 1e6 / double(events));
    const struct mallinfo2 after = mallinfo2();
    std::printf("heap: %.1f bytes an event with the filters (wanted 80)\n",
                double(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd)
                    / double(run.recording->log().size()));
    return good ? 0 : 1;
}
