// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capturereplay.h"
#include "app/showstored.h"
#include "models/connectionmodel.h"
#include "models/event/maskedlines.h"
#include "models/noticemodel.h"
#include "models/workflowmodel.h"
#include "tests/support/memorylines.h"

#include <QSignalSpy>
#include <QTest>
#include <optional>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Progress of a few tasks, and gap rows among it.
struct Recorded
{
    explicit Recorded(int events)
    {
        for (int done = 0; done < events; done += 500) {
            std::vector<TestEvent> batch(500);
            for (size_t i = 0; i < batch.size(); ++i) {
                TestEvent &event = batch[i];
                event.type = "collect-progress";
                event.topic = "nightly";
                event.subject = "task-" + std::to_string(i % 7);
                event.payload =
                    R"({"kind":"collect-progress","data":{"workflow":"nightly","task":")"
                    + event.subject
                    + R"(","message":{"kind":"tree","parts":[{"kind":"progress","name":"a",)"
                    + R"("path":["x"],"current":)" + std::to_string(done)
                    + R"(,"total":100000}]}}})";
            }
            batch.back() = {.type = std::string(owntype::gap),
                            .payload = R"({"message":"The server closed the connection"})",
                            .severity = Severity::Error,
                            .flags = EventFlags(OwnEvent | GapEvent)};
            log.append(lines.add(batchOf(batch)));
        }
    }
    MemoryLines lines;
    EventLog log;
};

} // namespace

class CaptureReplayTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSmallCaptureIsThroughAtOnce();
    void betweenSlicesTheWindowAnswers();
    void whoGoesMeanwhileLeavesNothingBehind();
    void noticesAreMasked();
};

void CaptureReplayTest::aSmallCaptureIsThroughAtOnce()
{
    EventLog log;
    MemoryLines lines;
    log.append(lines.add(batchOf({TestEvent{.type = std::string(owntype::gap),
                                            .payload = R"({"message":"gone"})",
                                            .flags = EventFlags(OwnEvent | GapEvent)}})));
    WorkflowModel workflows;
    NoticeModel notices;
    CaptureReplay replay(log, lines, {}, workflows, notices);
    QSignalSpy finished(&replay, &CaptureReplay::finished);
    replay.start();
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished[0][0].toULongLong(), 1ULL);
    QCOMPARE(notices.rowCount(), 1);
}

void CaptureReplayTest::betweenSlicesTheWindowAnswers()
{
    const Recorded recorded(40'000);
    WorkflowModel workflows;
    NoticeModel notices;
    CaptureReplay replay(recorded.log, recorded.lines, {}, workflows, notices);
    QSignalSpy finished(&replay, &CaptureReplay::finished);
    int answered = 0;
    QTimer others;
    connect(&others, &QTimer::timeout, this, [&answered] { ++answered; });
    others.start(0);
    replay.start();
    QCOMPARE(finished.size(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
    QVERIFY2(answered > 3, qPrintable(QString::number(answered)));
    QCOMPARE(finished[0][0].toULongLong(), 80ULL);

    // The same as in one go.
    WorkflowModel whole;
    std::string scratch;
    for (quint64 row = 0; row < recorded.log.size(); ++row) {
        LineAttributes attributes;
        const EventRecord &record = recorded.log.at(row);
        QVERIFY(readLineAttributes(recorded.lines.line(record, scratch), attributes));
        if (!WorkflowModel::wants(attributes.type))
            continue;
        EventView view;
        view.sequence = row + 1;
        view.connection = "0a1b2c3d";
        view.type = attributes.type;
        view.topic = attributes.topic;
        view.subject = attributes.subject;
        view.payload = attributes.data;
        view.recordedUs = record.recordedUs;
        whole.consume(view);
    }
    whole.flush();
    whole.close();
    QVERIFY(whole.rowCount() > 0);
    QCOMPARE(workflows.rowCount(), whole.rowCount());
}

void CaptureReplayTest::whoGoesMeanwhileLeavesNothingBehind()
{
    const Recorded recorded(40'000);
    WorkflowModel workflows;
    NoticeModel notices;
    std::optional<CaptureReplay> replay;
    replay.emplace(recorded.log, recorded.lines, QMap<QString, QString>(), workflows, notices);
    replay->start();
    replay.reset();
    bool later = false;
    QTimer::singleShot(50, this, [&later] { later = true; });
    QTRY_VERIFY(later);
    QVERIFY(notices.rowCount() < 80);
}

/// E18: what goes to the desktop is no more than what the window shows; live and replayed.
void CaptureReplayTest::noticesAreMasked()
{
    const TestEvent failed{.type = "user.login",
                           .payload = R"({"message":"failed with password=hunter2"})",
                           .severity = Severity::Error};
    MemoryLines lines;
    EventLog log;
    const TestEvent about{.type = "user.logout",
                          .subject = "https://ann:hunter2@host/",
                          .payload = "{}",
                          .severity = Severity::Error};
    const StoredBatch stored = lines.add(batchOf({failed, about}));
    log.append(stored);
    const QString id = QString::fromStdString(std::string(stored.batch->connection()));
    const FieldMasks masks{{id, FieldMask({u"password"_s})}};
    const auto said = [](const NoticeModel &notices) {
        const Notice notice = notices.current().value_or(Notice());
        QString all = notice.title + notice.text + notice.brief;
        for (int row = 0; row < notices.rowCount(); ++row) {
            for (const int role :
                 {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)})
                all += notices.index(row).data(role).toString();
        }
        return all;
    };
    WorkflowModel workflows;
    NoticeModel live;
    showStored(stored, masks, ConnectionModel(), workflows, live);
    QCOMPARE(live.rowCount(), 2);
    QVERIFY2(said(live).contains(u"failed with password=[masked]"_s), qPrintable(said(live)));
    QVERIFY2(said(live).contains(u"https://[masked]@host/"_s), qPrintable(said(live)));
    QVERIFY(!said(live).contains(u"hunter2"_s));

    NoticeModel replayed;
    const MaskedLines masked(&lines, masks);
    CaptureReplay replay(log, masked, {}, workflows, replayed);
    replay.start();
    QCOMPARE(replayed.rowCount(), 2);
    QVERIFY2(said(replayed).contains(u"[masked]"_s), qPrintable(said(replayed)));
    QVERIFY(!said(replayed).contains(u"hunter2"_s));
}

QTEST_GUILESS_MAIN(CaptureReplayTest)
#include "tst_capturereplay.moc"
