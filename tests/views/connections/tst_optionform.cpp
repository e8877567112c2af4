// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/maskoptions.h"
#include "views/connections/optionform.h"

#include <QLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestOptionForm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wellKnownAddressesAreOneClickAway();
    void anAddressIsCheckedForWhatItsSystemTravelsOver_data();
    void anAddressIsCheckedForWhatItsSystemTravelsOver();
    void theUrlSaysWhichSettingsThereAre();
    void foldedSettingsTakeNoRoom();
    void listsOfNamesAreWrappedAndLinesAreNot();
};

void TestOptionForm::wellKnownAddressesAreOneClickAway()
{
    DialectInfo info;
    info.options = {urlOption(u"wss://host/path"_s)};
    info.options[0].choices = {{u"wss://sandbox.example/websocket"_s, u"Sandbox"_s},
                               {u"wss://example/websocket"_s, u"Production"_s}};
    OptionForm form(info, 100);
    form.show();
    QSignalSpy changed(&form, &OptionForm::changed);
    QVERIFY(!form.problem().isEmpty());
    for (QPushButton *button : form.findChildren<QPushButton *>()) {
        if (button->text() != u"Production")
            continue;
        QVERIFY(button->isVisible() && !button->autoDefault());
        QCOMPARE(button->accessibleDescription(), u"wss://example/websocket"_s);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QCOMPARE(form.options().value(u"url"_s), u"wss://example/websocket"_s);
    QCOMPARE(form.problem(), QString());
    QCOMPARE(changed.size(), 1);
    auto *url = form.findChild<QLineEdit *>(u"url"_s);
    QVERIFY(url);
    url->setText(u"wss://elsewhere.example/"_s); // they are an offer, not a list to choose from
    QCOMPARE(form.problem(), QString());
}

void TestOptionForm::anAddressIsCheckedForWhatItsSystemTravelsOver_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("fits");
    QTest::newRow("Kafka") << Transport::Kafka << u"kafka://broker:9092/"_s << true;
    QTest::newRow("WebSocket") << Transport::WebSocket << u"ws://host/"_s << true;
    QTest::newRow("a broker for WebSocket")
        << Transport::WebSocket << u"kafka://broker/"_s << false;
    QTest::newRow("a WebSocket for Kafka") << Transport::Kafka << u"ws://host/"_s << false;
}

void TestOptionForm::anAddressIsCheckedForWhatItsSystemTravelsOver()
{
    QFETCH(Transport, transport);
    QFETCH(QString, url);
    QFETCH(bool, fits);
    DialectInfo info;
    info.transports = {transport};
    info.options = {urlOption(QString())};
    OptionForm form(info, 100);
    form.findChild<QLineEdit *>(u"url"_s)->setText(url);
    QCOMPARE(form.problem().isEmpty(), fits);
}

void TestOptionForm::theUrlSaysWhichSettingsThereAre()
{
    DialectInfo info;
    info.transports = {Transport::Kafka, Transport::WebSocket};
    Option start =
        choiceOption(u"start"_s, u"Start"_s, {{u"now"_s, u"Now"_s}, {u"then"_s, u"Then"_s}});
    info.options = QVector<Option>{urlOption(QString())}
        + onlyOver(Transport::Kafka, {start, secretOption(u"password"_s, u"Password"_s)})
        + onlyOver(Transport::WebSocket,
                   {tokenOption(QString()), advanced(textOption(u"name"_s, u"Name"_s))});
    OptionForm form(info, 100);
    form.show();
    const auto isShown = [&form](const QString &key) {
        return form.findChild<QWidget *>(key)->isVisible();
    };
    auto *url = form.findChild<QLineEdit *>(u"url"_s);
    QVERIFY(isShown(u"start"_s) && isShown(u"password"_s) && !isShown(u"token"_s));
    url->setText(u"kafka://broker:9092/"_s);
    form.setOptions({{u"start"_s, u"then"_s}});
    form.setSecrets({{u"password"_s, u"hunter2"_s}});
    QCOMPARE(form.options().value(u"start"_s), u"then"_s);
    url->setText(u"wss://bridge/"_s);
    QVERIFY(!isShown(u"start"_s) && !isShown(u"password"_s) && isShown(u"token"_s));
    QVERIFY(!isShown(u"name"_s)); // it is under More
    QCOMPARE(form.problem(), QString());
    QCOMPARE(form.options().keys(), QStringList{u"url"_s});
    QCOMPARE(form.secrets(), OptionValues());
    QVERIFY(form.focusSecret());
    url->setText(u"https://bridge/"_s);
    QVERIFY2(form.problem().contains(u"wss://"_s), qPrintable(form.problem()));
    url->setText(u"ftp://bridge/"_s);
    QVERIFY2(form.problem().contains(u"kafka://, or with ws://"_s), qPrintable(form.problem()));
    // What was typed for the other kind of URL is still there.
    url->setText(u"kafka://broker:9092/"_s);
    QCOMPARE(form.options().value(u"start"_s), u"then"_s);
    QCOMPARE(form.secrets().value(u"password"_s), u"hunter2"_s);
}

void TestOptionForm::foldedSettingsTakeNoRoom()
{
    const auto heightWith = [](int advanced, bool unfolded) {
        DialectInfo info;
        info.options = {urlOption(u"wss://host/path"_s)};
        for (int i = 0; i < advanced; ++i) {
            Option option;
            option.key = QString::number(i);
            option.label = option.key;
            option.advanced = true;
            info.options += option;
        }
        OptionForm form(info, 100);
        form.show();
        if (unfolded)
            form.findChild<QToolButton *>()->setChecked(true);
        form.layout()->activate();
        return form.layout()->totalSizeHint().height();
    };
    QCOMPARE(heightWith(20, false), heightWith(1, false));
    QVERIFY(heightWith(20, true) > heightWith(1, true) + 200);
}

void TestOptionForm::listsOfNamesAreWrappedAndLinesAreNot()
{
    DialectInfo info;
    info.options = maskOptions(usualSecretFields);
    Option headers;
    headers.key = u"headers"_s;
    headers.lines = true;
    headers.defaultValue = QString(500, u'x');
    info.options += headers;
    OptionForm form(info, 100);
    form.resize(450, 600);
    form.show();
    form.findChild<QToolButton *>()->click(); // More
    const auto bar = [&form](const QString &key) {
        const auto *lines = form.findChild<QPlainTextEdit *>(key);
        return lines && lines->isVisible() ? lines->horizontalScrollBar()->maximum() : -1;
    };
    QTRY_COMPARE(bar(u"maskedfields"_s), 0);
    QVERIFY(form.findChild<QPlainTextEdit *>(u"maskedfields"_s)->toPlainText().size() > 150);
    QVERIFY(bar(u"headers"_s) > 0);
    QVERIFY(!form.options().contains(u"maskedfields"_s)); // no breaks get into it
}

QTEST_MAIN(TestOptionForm)
#include "tst_optionform.moc"
