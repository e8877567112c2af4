// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/followedcapturetest.h"

#include "app/capturesession.h"
#include "models/event/maskedlines.h"
#include "models/eventlogmodel.h"
#include "tests/app/capturefigures.h"
#include "tests/models/capture/capturetesting.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/notices/noticebar.h"
#include "views/notices/noticepanel.h"

#include <QLabel>
#include <QStandardPaths>
#include <QTest>

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

void FollowedCaptureTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
}

void FollowedCaptureTest::whatLimitsRemovedIsSaidAndIsNoDamage()
{
    QTemporaryDir folder;
    {
        CaptureWriter::Settings limited;
        limited.limits.events = 600;
        const auto writer = openWriter(folder.path(), limited);
        for (int i = 0; i < 3'000; i += 50) {
            QVERIFY(writer->submit(makeBatch(*writer, i, 50)));
            writer->flush();
        }
    }
    const quint64 first = CaptureInfo::read(folder.path())->retired.lastSequence + 1;
    QVERIFY(first > 1'000);
    Settings settings;
    CaptureSession session({folder.path()}, &settings);
    const auto *table = session.window().findChild<EventTable *>();
    QTRY_VERIFY(table->model()->rowCount() > 100);
    QCOMPARE(table->eventModel()->sequenceAt(1), first);
    QVERIFY(table->eventModel()->lineAt(0).contains("\"removed\":"));
    const auto *notices = session.window().findChild<NoticePanel *>();
    QVERIFY(notices);
    QVERIFY(!session.window().findChild<NoticeBar *>()->isVisible());
}

void FollowedCaptureTest::whatAnotherProgramRecordsIsFollowed()
{
    QTemporaryDir folder;
    CaptureWriter::Settings small;
    small.segmentBytes = 20'000;
    const auto writer = openWriter(folder.path(), small);
    QVERIFY(writer->submit(makeBatch(*writer, 0, 100)));
    writer->flush();
    Settings settings;
    CaptureSession session({folder.path()}, &settings);
    const auto *table = session.window().findChild<EventTable *>();
    const EventLogModel *log = table->eventModel();
    QTRY_COMPARE(log->logSize(), 100ULL);
    QTRY_COMPARE(captureFigure(session).count(u"being recorded elsewhere, followed"_s), 1);
    // Over the ends of several segments; and of a connection that nobody knew before.
    QVERIFY(writer->nameConnection(u"later"_s, u"Later"_s, u"voipbin"_s, {u"secret"_s}));
    for (int i = 100; i < 1'000; i += 50)
        QVERIFY(writer->submit(makeBatch(*writer, i, 50, "later")));
    writer->flush();
    QTRY_COMPARE(log->logSize(), 1'000ULL);
    QVERIFY(listSegments(folder.path()).size() > 3);
    for (quint64 sequence = 1; sequence <= 1'000; ++sequence)
        QVERIFY(log->lineOf(sequence).contains("\"sequence\":\"" + QByteArray::number(sequence)));
    QCOMPARE(log->connectionNames().value(u"later"_s), u"Later"_s);
    QCOMPARE(log->masks().value(u"later"_s), FieldMask({u"secret"_s}));
    QVERIFY(log->masks().value(otherConnections).covers("password")); // as before anybody came
    writer->close();
    QTRY_COMPARE(captureFigure(session).count(u"opened to be read"_s), 1);
    // Who only reads keeps nobody from going on with it, which is followed as well.
    const auto again = openWriter(folder.path());
    QVERIFY(again->submit(makeBatch(*again, 1'000, 10)));
    again->flush();
    QTRY_COMPARE(log->logSize(), 1'010ULL);
}

void FollowedCaptureTest::whatItsRecorderRemovesGoesFromTheWindowToo()
{
    QTemporaryDir folder;
    CaptureWriter::Settings limited;
    limited.limits.events = 600;
    const auto writer = openWriter(folder.path(), limited);
    QVERIFY(writer->submit(makeBatch(*writer, 0, 500)));
    writer->flush();
    Settings settings;
    CaptureSession session({folder.path()}, &settings);
    const EventLogModel *log = session.window().findChild<EventTable *>()->eventModel();
    QTRY_COMPARE(log->logSize(), 500ULL);
    const auto removed = [&writer] { return writer->retired().lastSequence; };
    for (int i = 500; i < 5'000; i += 50) {
        QVERIFY(writer->submit(makeBatch(*writer, i, 50)));
        writer->flush();
        if (i % 1'000 == 0) // it is seen in the midst of it as well as at the end
            QTRY_VERIFY(log->log()->firstSequence() > removed() || removed() == 0);
    }
    QVERIFY(removed() > 3'000);
    const quint64 end = 5'000;
    writer->close();
    QTRY_COMPARE(log->log()->firstSequence(), removed() + 1);
    QTRY_VERIFY(log->log()->firstSequence() + log->logSize() > end);
    for (quint64 row = 0; row < log->logSize(); ++row)
        QVERIFY(!log->lineOf(log->log()->firstSequence() + row).isEmpty());
}

void FollowedCaptureTest::severalThatOthersRecordAreFollowed()
{
    QTemporaryDir home;
    const QString one = home.filePath(u"one"_s);
    const QString two = home.filePath(u"two"_s);
    makeCapture(one, 40);
    CaptureWriter::Settings limited;
    limited.limits.events = 600;
    const auto writer = openWriter(two, limited);
    QVERIFY(writer->submit(makeBatch(*writer, 0, 60)));
    writer->flush();
    Settings settings;
    CaptureSession session({one, two}, &settings);
    const EventLogModel *log = session.window().findChild<EventTable *>()->eventModel();
    QTRY_COMPARE(log->logSize(), 100ULL);
    QTRY_COMPARE(captureFigure(session).count(u"being recorded elsewhere, followed"_s), 1);
    QVERIFY(writer->nameConnection(u"later"_s, u"Later"_s, u"voipbin"_s, {u"secret"_s}));
    QVERIFY(writer->submit(makeBatch(*writer, 100, 50, "later")));
    writer->flush();
    QTRY_COMPARE(log->logSize(), 150ULL);
    QCOMPARE(log->originAt(149), u"two"_s);
    QVERIFY(log->lineOf(150).contains("\"n\":149"));
    QCOMPARE(log->connectionNames().value(u"later"_s), u"Later"_s);
    QVERIFY(!log->masks().value(u"later"_s).isEmpty());
    // The other one is gone on with as well, and what limits remove at the beginning goes.
    const auto again = openWriter(one, limited);
    for (int i = 200; i < 4'000; i += 50) {
        QVERIFY(again->submit(makeBatch(*again, i, 50)));
        QVERIFY(writer->submit(makeBatch(*writer, i, 50)));
        again->flush();
        writer->flush();
    }
    QVERIFY(again->retired().lastSequence > 2'000 && writer->retired().lastSequence > 2'000);
    const auto last = [&] { return log->log()->firstSequence() + log->logSize() - 1; };
    QTRY_VERIFY(log->lineOf(last()).contains("\"n\":3999"));
    QTRY_VERIFY(log->log()->firstSequence() > 150);
    QTRY_VERIFY(log->logSize() < 2'000);
    again->close();
    writer->close();
    QTRY_COMPARE(captureFigure(session).count(u"opened to be read"_s), 1);
}

void FollowedCaptureTest::whatIsCutOrGoneWhileItIsOpenIsSaid_data()
{
    QTest::addColumn<bool>("gone");
    QTest::addColumn<bool>("oneOfMany");
    QTest::newRow("cut") << false << false;
    QTest::newRow("gone") << true << false;
    QTest::newRow("cut, not the last") << false << true;
    QTest::newRow("gone, not the last") << true << true;
}

void FollowedCaptureTest::whatIsCutOrGoneWhileItIsOpenIsSaid()
{
    QFETCH(const bool, gone);
    QFETCH(const bool, oneOfMany);
    QTemporaryDir folder;
    makeCapture(folder.path(), 100, oneOfMany ? 5'000 : 64 << 20);
    QCOMPARE(listSegments(folder.path()).size() > 2, oneOfMany);
    Settings settings;
    CaptureSession session({folder.path()}, &settings);
    session.window().show();
    const auto *table = session.window().findChild<EventTable *>();
    QTRY_COMPARE(table->model()->rowCount(), 100);
    QTRY_COMPARE(captureFigure(session).count(u"opened to be read"_s), 1);
    const QString segment = segmentPath(folder.path(), 1);
    QVERIFY(gone ? QFile::remove(segment) : QFile::resize(segment, 1'000));
    const auto *bar = session.window().findChild<NoticeBar *>();
    QTRY_VERIFY(bar->isVisible());
    QString said;
    for (const QLabel *label : bar->findChildren<QLabel *>())
        said += label->text();
    QVERIFY2(said.contains(gone ? u"000001.ndjson was removed"_s : u"000001.ndjson was cut"_s),
             qPrintable(said));
    QCOMPARE(table->model()->rowCount(), 100);
    QCOMPARE(said.contains(u"not followed"_s), !oneOfMany);
    if (!oneOfMany)
        return;
    // What is added is still shown.
    const auto writer = openWriter(folder.path());
    QVERIFY(writer->submit(makeBatch(*writer, 100, 10)));
    writer->flush();
    QTRY_VERIFY(table->model()->rowCount() > 105);
}
