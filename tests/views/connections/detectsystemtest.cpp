// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/connections/detectsystemtest.h"

#include "tests/support/dialogwidgets.h"
#include "views/connections/detectbox.h"
#include "views/connections/secretfield.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void DetectSystemTest::detectNeedsNoMoreThanTheUrl()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    QCOMPARE(m_tester.detections, 0);
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"URL is missing"_s));
    field<QLineEdit>(dialog, u"url"_s)->setText(u"kafka://localhost:9092"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    QCOMPARE(m_tester.detections, 0);
    QVERIFY(said(dialog, WrapLabel::Tone::Warning).contains(u"Only a WebSocket"_s));
    field<QLineEdit>(dialog, u"url"_s)
        ->setText(u"ws://localhost:1/x"_s); // no token, which is required
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    QCOMPARE(m_tester.detections, 1);
    QCOMPARE(m_tester.profile.options.value(u"url"_s), u"ws://localhost:1/x"_s);
    QVERIFY(dialog.findChild<DetectBox *>()->isRunning());
    QTest::mouseClick(button(dialog, u"Stop Detecting"_s), Qt::LeftButton);
    QVERIFY(!dialog.findChild<DetectBox *>()->isRunning());
    m_tester.detected({u"json"_s, 60, u"Too late."_s, {}});
    QVERIFY(!said(dialog, WrapLabel::Tone::Success).contains(u"Too late"_s));
}

void DetectSystemTest::detectedSystemIsOffered_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<int>("confidence");
    QTest::addColumn<OptionValues>("options");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("offer"); // empty: none
    const OptionValues none;
    QTest::newRow("another") << u"json"_s << 90 << none
                             << u"This looks like JSON over WebSocket, not VoIPBIN. It said so."_s
                             << u"Switch to JSON over WebSocket"_s;
    QTest::newRow("another, perhaps")
        << u"json"_s << 35 << none << u"This may be JSON over WebSocket rather than VoIPBIN."_s
        << u"Switch to JSON over WebSocket"_s;
    QTest::newRow("as chosen") << u"voipbin"_s << 90 << none << u"This is VoIPBIN, as chosen."_s
                               << QString();
    QTest::newRow("as chosen, with news")
        << u"voipbin"_s << 90 << OptionValues{{u"protocol"_s, u"deployed"_s}}
        << u"This is VoIPBIN, as chosen."_s << u"Use What Was Found"_s;
    QTest::newRow("nothing") << QString() << 0 << none << u"There is no telling"_s << QString();
    QTest::newRow("not built in") << u"mqtt"_s << 90 << none << u"does not know"_s << QString();
}

void DetectSystemTest::detectedSystemIsOffered()
{
    QFETCH(QString, dialect);
    QFETCH(int, confidence);
    QFETCH(OptionValues, options);
    QFETCH(QString, words);
    QFETCH(QString, offer);
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/x"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    m_tester.detected({dialect, confidence, u"It said so."_s, options});
    const QString all =
        said(dialog, WrapLabel::Tone::Success) + said(dialog, WrapLabel::Tone::Warning);
    QVERIFY2(all.contains(words) && all.contains(u"It said so."_s), qPrintable(all));
    auto *takeOver = dialog.findChild<DetectBox *>()->takeOver();
    QCOMPARE(takeOver->isVisible(), !offer.isEmpty());
    if (!offer.isEmpty())
        QCOMPARE(takeOver->text().remove(u'&'), offer);
    QVERIFY(button(dialog, u"Detect"_s)); // it can be done again
}

void DetectSystemTest::switchingKeepsUrlAndSecretAndTakesOptions()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *system = dialog.findChildren<QComboBox *>().constFirst();
    system->setCurrentIndex(system->findData(u"json"_s));
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/x"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    m_tester.detected({u"voipbin"_s, 90, u"It said so."_s, {{u"protocol"_s, u"deployed"_s}}});
    QTest::mouseClick(dialog.findChild<DetectBox *>()->takeOver(), Qt::LeftButton);
    QCOMPARE(dialog.profile().dialect, u"voipbin"_s);
    QCOMPARE(dialog.profile().options,
             OptionValues({{u"url"_s, u"ws://localhost:1/x"_s}, {u"protocol"_s, u"deployed"_s}}));
    QVERIFY(!dialog.findChild<DetectBox *>()->isVisible());

    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"s3cret"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    QCOMPARE(m_tester.secrets.value(u"token"_s), u"s3cret"_s);
    m_tester.detected({u"voipbin"_s, 90, u"It said so."_s, {{u"protocol"_s, u"documented"_s}}});
    QTest::mouseClick(dialog.findChild<DetectBox *>()->takeOver(), Qt::LeftButton);
    QCOMPARE(field<SecretField>(dialog, u"token"_s)->secret(), u"s3cret"_s);
    QCOMPARE(dialog.profile().options.value(u"protocol"_s), u"documented"_s);
}

void DetectSystemTest::switchingAnEditedConnectionChangesItsSystem()
{
    ConnectionProfile edited;
    edited.id = u"0badcafe"_s;
    edited.name = u"mine"_s;
    edited.dialect = u"voipbin"_s;
    edited.options = {{u"url"_s, u"ws://localhost:1/old"_s}};
    m_model->addConnection(edited, {}, false, false);
    ConnectionDialog dialog(m_model.get(), m_tester.services(), edited);
    dialog.show();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/new"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    m_tester.detected({u"json"_s, 90, u"It said so."_s, {}});
    QTest::mouseClick(dialog.findChild<DetectBox *>()->takeOver(), Qt::LeftButton);
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    const ConnectionProfile saved = m_model->profiles().constFirst();
    QCOMPARE(saved.dialect, u"json"_s);
    QCOMPARE(saved.name, u"mine"_s);
    QCOMPARE(saved.options.value(u"url"_s), u"ws://localhost:1/new"_s);
}

void DetectSystemTest::editTakesTheProposalBack()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/x"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    m_tester.detected({u"json"_s, 90, u"It said so."_s, {}});
    QVERIFY(dialog.findChild<DetectBox *>()->isVisible());
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/y"_s);
    QVERIFY(!dialog.findChild<DetectBox *>()->isVisible());
}

void DetectSystemTest::lateDetectionsAreForNobody()
{
    {
        ConnectionDialog dialog(m_model.get(), m_tester.services());
        dialog.show();
        field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/x"_s);
        QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
        dialog.reject();
        m_tester.detected({u"json"_s, 90, u"<b>Late</b>."_s, {}});
        QVERIFY(!dialog.findChild<DetectBox *>()->isVisibleTo(&dialog));
    }
    m_tester.detected({u"json"_s, 90, u"Later."_s, {}});
}
