// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/optionform.h"

#include <QLayout>
#include <QLineEdit>
#include <QPushButton>
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
    void foldedSettingsTakeNoRoom();
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

QTEST_MAIN(TestOptionForm)
#include "tst_optionform.moc"
