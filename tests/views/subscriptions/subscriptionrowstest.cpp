// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/subscriptions/subscriptionrowstest.h"

#include "models/connection/patterncover.h"
#include "tests/support/paintedsize.h"
#include "views/subscriptions/fittingpattern.h"
#include "views/subscriptions/secondline.h"
#include "views/theme.h"

#include <QApplication>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

QImage SubscriptionRowsTest::rowImage(const SubscriptionStatus &status)
{
    m_model->setSubscriptionStatuses(voip, {status});
    const QRect row = tree()->visualRect(m_subscriptions->indexOf(voip, status.pattern));
    return tree()->viewport()->grab(row).toImage();
}

void SubscriptionRowsTest::rowShowsStateCountAndLastEvent()
{
    const QString topic = samples::topic(u"call"_s);
    add(voip, u"voip-prod"_s, u"voipbin"_s, {topic});
    m_model->tick(1'000'000'000'000);
    SubscriptionStatus status;
    status.pattern = topic;
    status.state = SubscriptionState::Delivering;
    status.events = 1'204;
    status.lastEventUs = 1'000'000'000'000;
    QVector<QImage> seen{rowImage(status)};
    const auto changes = [&] {
        const QImage now = rowImage(status);
        const bool isNew = !seen.contains(now);
        seen.append(now);
        return isNew;
    };
    status.events = 1'205;
    QVERIFY(changes());
    status.lastEventUs -= 240'000'000;
    QVERIFY(changes());
    // Where two states have the same glyph, the word tells them apart.
    for (const auto state :
         {SubscriptionState::Active, SubscriptionState::Requested, SubscriptionState::Waiting,
          SubscriptionState::Unconfirmed, SubscriptionState::Refused}) {
        status.state = state;
        QVERIFY(changes());
    }
    status.reason = u"not yours"_s;
    QVERIFY(changes());
    m_model->setSubscriptionPaused(voip, topic, true);
    status.state = SubscriptionState::Paused;
    QVERIFY(changes());
}

void SubscriptionRowsTest::reasonOfARefusalIsShownWholeAtAnyWidth()
{
    const QString topic = samples::topic(u"call"_s);
    add(voip, u"voip-prod"_s, u"voipbin"_s, {topic, u"b"_s});
    SubscriptionStatus status;
    status.pattern = topic;
    status.state = SubscriptionState::Refused;
    status.reason = u"no"_s;
    const auto height = [this, &topic] {
        return tree()->visualRect(m_subscriptions->indexOf(voip, topic)).height();
    };
    m_model->setSubscriptionStatuses(voip, {status});
    const int small = height();
    QVERIFY(small > tree()->visualRect(m_subscriptions->indexOf(voip)).height());
    status.reason = u"only the owner of the agent may listen to its queues"_s;
    m_model->setSubscriptionStatuses(voip, {status});
    QVERIFY(height() > small);
    m_panel->resize(1'000, 400);
    QTRY_COMPARE(height(), small);
    m_panel->resize(200, 400);
    QTRY_VERIFY(height() > small);
    status.reason = QString(1'000, u'x');
    m_model->setSubscriptionStatuses(voip, {status});
    QVERIFY(height() < 6 * small); // and no more than that
}

void SubscriptionRowsTest::longestSentenceIsWholeInTheFirstWidth()
{
    const QString topic = samples::topic(u"call"_s);
    add(voip, u"voip-prod"_s, u"voipbin"_s, {topic});
    SubscriptionStatus status;
    status.pattern = topic;
    status.state = SubscriptionState::Refused;
    status.reason =
        u"The server refused the pattern, because what it names is of another customer, and "
        "tokens of this kind are for one customer alone. It was asked three times, and each "
        "time the answer was the same. Ask whoever gave you the token for one that may, and "
        "put it into the settings of the connection."_s;
    m_model->setSubscriptionStatuses(voip, {status});
    const QModelIndex index = m_subscriptions->indexOf(voip, topic);
    const SecondLine second(tree()->font(), index, 231);
    QVERIFY2(second.lines.last().endsWith(u"connection."_s), qPrintable(second.lines.join(u'\n')));
    QVERIFY(tree()->visualRect(index).height() > second.height());
}

void SubscriptionRowsTest::connectionSaysBelowItsNameWhatTroublesIt()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    const QModelIndex index = m_subscriptions->indexOf(voip);
    const auto height = [&] { return tree()->visualRect(index).height(); };
    const auto spoken = [&] { return index.data(Qt::AccessibleTextRole).toString(); };
    const int calm = height();
    ConnectionStatus status;
    status.phase = ConnectionPhase::Backoff;
    status.cause = u"refused: wrong token"_s;
    status.retryAtUs = 1'007'000'000;
    m_model->tick(1'000'000'000);
    m_model->setStatus(voip, status);
    const int troubled = height();
    QVERIFY(troubled > calm);
    QCOMPARE(index.data(SubscriptionRole::Trailing).toString(), u"retry in 7 s"_s);
    QVERIFY2(spoken().contains(status.cause), qPrintable(spoken()));
    // It stays while it is tried again, so that the row neither jumps nor forgets.
    ConnectionStatus again;
    again.phase = ConnectionPhase::Connecting;
    m_model->setStatus(voip, again);
    QCOMPARE(height(), troubled);
    ConnectionStatus live;
    live.phase = ConnectionPhase::Live;
    m_model->setStatus(voip, live);
    QCOMPARE(height(), calm);
    QVERIFY(!spoken().contains(status.cause));
    status.cause = QString(100'000, u'x');
    m_model->setStatus(voip, status);
    QVERIFY(height() < 8 * calm);
}

void SubscriptionRowsTest::whatIsNotEncryptedHasItsMarkBehindTheName()
{
    const auto marked = [this](const QString &id, const QString &url) {
        ConnectionProfile profile = samples::profile(id, u"voip"_s, u"voipbin"_s);
        profile.options.insert(u"url"_s, url);
        m_model->addConnection(profile, {}, false, false);
        const QRect row = tree()->visualRect(m_subscriptions->indexOf(id));
        const QImage image = tree()->viewport()->grab(row).toImage();
        QRect mark;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == currentTheme().warning)
                    mark |= QRect(x, y, 1, 1);
            }
        }
        return mark;
    };
    QCOMPARE(marked(voip, u"wss://hub.example.org/ws"_s), QRect());
    const QRect lock = marked(fix, u"ws://hub.example.org/ws"_s);
    const int ascent = tree()->fontMetrics().ascent();
    QVERIFY(lock.left() > tree()->fontMetrics().horizontalAdvance(u"voip"_s));
    QVERIFY(lock.width() > ascent / 2 && lock.width() <= ascent);
    QVERIFY(lock.height() > ascent / 3 && lock.height() <= ascent);
}

void SubscriptionRowsTest::stateGoesBelowWhereItWouldTakeTheRoomOfTheName()
{
    add(voip, u"voip-production-eu"_s, u"voipbin"_s, {u"queue"_s});
    const auto heightOf = [this](const QString &pattern) {
        return tree()->visualRect(m_subscriptions->indexOf(voip, pattern)).height();
    };
    ConnectionStatus status;
    status.phase = ConnectionPhase::NeedsCredentials;
    m_model->setStatus(voip, status);
    SubscriptionStatus limited;
    limited.pattern = u"queue"_s;
    limited.state = SubscriptionState::Refused;
    limited.reason = u"wait"_s;
    limited.retryAtUs = 1'012'000'000;
    m_model->tick(1'000'000'000);
    m_model->setSubscriptionStatuses(voip, {limited});
    m_panel->resize(900, 400);
    QTRY_COMPARE(SecondLine(tree()->font(), m_subscriptions->indexOf(voip, u"queue"_s), 700).lines,
                 QStringList{u"refused for now · wait"_s});
    const int wide = heightOf({});
    m_panel->resize(170, 400);
    QTRY_VERIFY(heightOf({}) > wide);
    QVERIFY(SecondLine(tree()->font(), m_subscriptions->indexOf(voip, u"queue"_s), 120)
                .lines.join(QString())
                .contains(u"retry in 12 s"_s));
    status.phase = ConnectionPhase::Live; // "live" is short
    m_model->setStatus(voip, status);
    QCOMPARE(heightOf({}), wide);
}

void SubscriptionRowsTest::doubtAboutTheSettingsStandsBelowTheName()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s);
    const QModelIndex index = m_subscriptions->indexOf(voip);
    const int calm = tree()->visualRect(index).height();
    ConnectionStatus live;
    live.phase = ConnectionPhase::Live;
    live.remark = u"This looks like Zaikio, not VoIPBIN."_s;
    m_model->setStatus(voip, live);
    QVERIFY(tree()->visualRect(index).height() > calm);
    QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(live.remark));
}

void SubscriptionRowsTest::notesTakeLinesOfTheirOwn()
{
    m_model->setDialects({samples::records()});
    add(voip, u"daptin"_s, u"daptin"_s, {u"order"_s});
    const auto height = [this] {
        return tree()->visualRect(m_subscriptions->indexOf(voip, u"order"_s)).height();
    };
    const int without = height();
    const QImage before = tree()->grab().toImage();
    m_model->replaceSubscription(voip, u"order"_s,
                                 {u"order"_s, {{u"EventType"_s, u"update"_s}}, false});
    const int with = height();
    QVERIFY(with > without);
    QVERIFY(tree()->grab().toImage() != before);
    m_model->subscribe(voip, {u"order,bill"_s, {}, false});
    QVERIFY(height() > with); // covered by the new one
    m_model->unsubscribe(voip, u"order,bill"_s);
    QCOMPARE(height(), with);
}

void SubscriptionRowsTest::patternsAreShortenedInTheMiddle()
{
    const QFontMetrics metrics(QApplication::font());
    const QString pattern = samples::topic(u"activeflow"_s);
    QCOMPARE(fittingPattern(pattern, metrics, 10'000), pattern);
    const QString uuidCut =
        fittingPattern(pattern, metrics, metrics.horizontalAdvance(pattern) - 1);
    QVERIFY(uuidCut.startsWith(u"customer_id:5e4a"_s));
    QVERIFY(uuidCut.endsWith(u":activeflow:*"_s));
    const QString oneGap = fittingPattern(pattern, metrics, metrics.horizontalAdvance(uuidCut) - 1);
    QCOMPARE(oneGap.count(QChar(0x2026)), 1);
    QVERIFY(oneGap.startsWith(u"custom"_s));
    QVERIFY(oneGap.endsWith(u"…:activeflow:*"_s));
    const int narrow = metrics.horizontalAdvance(u"customer_id:…w:*"_s);
    const QString cut = fittingPattern(pattern, metrics, narrow);
    QVERIFY(metrics.horizontalAdvance(cut) <= narrow);
    QVERIFY(cut.contains(QChar(0x2026)));
    QVERIFY(cut.endsWith(u'*'));
}

void SubscriptionRowsTest::narrowPatternKeepsWhatTellsItFromThoseBesideIt_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("beside");
    QTest::addColumn<QString>("kept");
    const auto of = [](const QString &id, const QString &end) {
        return u"customer_id:"_s + id + u"-1111-4222-8333-0123456789ab:"_s + end;
    };
    const QString a = u"5e4a0037"_s;
    const QString b = u"77d0f2c1"_s;
    QTest::newRow("alone") << of(a, u"call:*"_s) << QStringList() << u":call:*"_s;
    QTest::newRow("resources") << of(a, u"call:*"_s)
                               << QStringList{of(a, u"queue:*"_s), of(a, u"flow:*"_s)}
                               << u":call:*"_s;
    QTest::newRow("customers") << of(a, u"call:*"_s)
                               << QStringList{of(b, u"call:*"_s), of(a, u"flow:*"_s)}
                               << u":5e4a…:call:*"_s;
    QTest::newRow("dots") << u"com.example.warehouse.orders.created"_s
                          << QStringList{u"com.example.warehouse.orders.deleted"_s} << u"created"_s;
}

void SubscriptionRowsTest::narrowPatternKeepsWhatTellsItFromThoseBesideIt()
{
    QFETCH(const QString, pattern);
    QFETCH(const QStringList, beside);
    QFETCH(const QString, kept);
    const QFontMetrics metrics(QApplication::font());
    for (const int spare : {0, 30}) {
        const int width = metrics.horizontalAdvance(u"…"_s + kept) + spare;
        const QString shown = fittingPattern(pattern, metrics, width, [&] { return beside; });
        QVERIFY2(shown.endsWith(kept), qPrintable(shown));
        QVERIFY(metrics.horizontalAdvance(shown) <= width);
    }
    const QString less = fittingPattern(
        pattern, metrics, metrics.horizontalAdvance(u"…"_s + kept) - 4, [&] { return beside; });
    QVERIFY2(less.startsWith(u"…"_s + kept.left(2)), qPrintable(less));
}

void SubscriptionRowsTest::hostileTextsArePaintedOnlyAsFarAsTheyAreSeen()
{
    add(voip, u"<img src=/dev/zero>"_s + QString(20'000, u'x'), u"json"_s,
        {QString(100'000, u'y'), u"\u202eevil\n\t\u0000"_s, u"<table><table><table>"_s});
    const qsizetype size = paintedSize(&*m_panel);
    QVERIFY2(size < 100'000, qPrintable(QString::number(size)));
}

void SubscriptionRowsTest::twoSubscriptionsAreComparedOnce()
{
    static int compared;
    compared = 0;
    DialectInfo lists = samples::plain();
    lists.covers = [](const QString &wide, const QString &narrow) {
        ++compared;
        return coversAsList(wide, narrow);
    };
    m_model->setDialects({lists});
    add(voip, u"many"_s, lists.id);
    for (int i = 0; i < 1'000; ++i) // as an import does
        m_model->subscribe(voip, {u"topic%1,other%1"_s.arg(i), {}, false});
    m_panel->select(voip, u"topic999,other999"_s);
    m_panel->grab();
    QVERIFY2(compared <= 1'000 * 999, qPrintable(QString::number(compared))); // each way
}
