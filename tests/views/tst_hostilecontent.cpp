// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything that a server can put into words, in every place of the real window: it stays text,
// nothing is loaded for it, and it has no more room than other text.

#include "models/event/displaytext.h"
#include "tests/support/inspection.h"
#include "tests/support/paintedsize.h"
#include "tests/support/testclasses.h"
#include "tests/support/watchedapplication.h"
#include "tests/views/hostilecopiestest.h"
#include "tests/views/hostiletypestest.h"
#include "tests/views/hostilewindow.h"
#include "views/connections/certificatedialog.h"
#include "views/detail/jsontreeview.h"
#include "views/detail/valuedialog.h"
#include "views/eventlog/cellmenu.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/linkdialog.h"
#include "views/theme.h"
#include "views/windowactions.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDesktopServices>
#include <QDialog>
#include <QHelpEvent>
#include <QLabel>
#include <QMenu>
#include <QTest>
#include <QToolTip>

#include <algorithm>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// Stands in for the browser.
class Browser final : public QObject
{
    Q_OBJECT
public:
    QVector<QUrl> opened;
    Browser()
    {
        for (const char *scheme : {"http", "https", "file", "javascript"})
            QDesktopServices::setUrlHandler(QLatin1String(scheme), this, "open");
    }
    ~Browser() override
    {
        for (const char *scheme : {"http", "https", "file", "javascript"})
            QDesktopServices::unsetUrlHandler(QLatin1String(scheme));
    }

public Q_SLOTS:
    void open(const QUrl &url) { opened.append(url); }
};

class HostileContentTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<HostileWindow> m_shown;

    /// Does something that a user would wait for.
    template<typename Do>
    static void step(const QString &name, Do what)
    {
        WatchedApplication::self().step(name, what);
        QTest::qWait(0);
    }
    /// The same for what takes as long when it is done again.
    template<typename Do>
    static void stepAgain(const QString &name, Do what)
    {
        WatchedApplication::self().stepAgain(name, what);
        QTest::qWait(0);
    }

    static QString report(const QStringList &problems) { return problems.join(u'\n'); }

    static bool shows(const DetailPane *pane, quint64 sequence)
    {
        return QTest::qWaitFor([&] {
            return !pane->isReading() && pane->title().contains(u"sequence %1 "_s.arg(sequence));
        });
    }

private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(false);
        // Any window takes its time to be made: what counts is what hostile content adds.
        WindowStory story;
        story.tell();
        std::unique_ptr<MainWindow> harmless;
        const double before = WatchedApplication::spentMs();
        harmless = std::make_unique<MainWindow>(story.models(), story.services());
        harmless->resize(1'300, 850);
        harmless->show();
        const double between = WatchedApplication::spentMs();
        m_shown = std::make_unique<HostileWindow>();
        const double told = WatchedApplication::spentMs();
        m_shown->show();
        const double added = WatchedApplication::spentMs() - told - (between - before);
        QVERIFY2(added <= WatchedApplication::mostMs(), qPrintable(QString::number(added)));
        static_cast<void>(WatchedApplication::self().takeTooLong());
    }
    /// Whatever a test has done, by itself or by what came of it in the event loop.
    void cleanup()
    {
        const QStringList tooLong = WatchedApplication::self().takeTooLong();
        QVERIFY2(tooLong.isEmpty(), qPrintable(report(tooLong)));
    }
    void cleanupTestCase()
    {
        qInfo("longest of the GUI thread, of %.0f ms: %s", WatchedApplication::mostMs(),
              qPrintable(WatchedApplication::self().longest(8)));
        m_shown.reset();
    }

    /// The trap itself: a label as Qt makes it walks into it.
    void theTrapIsSprungByRichText()
    {
        LoadTrap trap;
        QVERIFY(!trap.sprung());
        QLabel label(u"<img src='%1'>"_s.arg(trap.file()));
        label.grab();
        QVERIFY(trap.sprung());
        QVERIFY(!problemWithToolTip(label.text()).isEmpty());
        QVERIFY(!Inspection::of(&label).isEmpty());
    }

    // D1, D3, C16
    void theWholeWindowShowsItAsText()
    {
        HostileWindow &s = *m_shown;
        QStringList problems;
        stepAgain(u"painting the window"_s, [&] { s.window->grab(); });
        problems = Inspection::of(s.window.get());
        QVERIFY2(problems.isEmpty(), qPrintable(report(problems)));
        QVERIFY(!s.trap.sprung());
    }

    // D1, D3, C16
    void noPartOfTheWindowPaintsMoreThanIsSeen()
    {
        HostileWindow &s = *m_shown;
        constexpr qsizetype most = 2'000'000; // of all that a window of this size has
        const qsizetype painted = paintedSize(s.window.get());
        QVERIFY2(painted < most, qPrintable(QString::number(painted)));
    }

    // D1, D3, C16: every form of the detail pane for every payload
    void everyPageOfAnEventShowsItAsText()
    {
        HostileWindow &s = *m_shown;
        DetailPane *pane = s.log()->details();
        for (quint64 i = 0; i < quint64(s.texts.size()) * 6; ++i) {
            const QString name = QLatin1String(s.texts[qsizetype(i / 6)].name);
            // The others differ in what is around the payload, which two of them show.
            const bool whole = i % 6 == 0;
            if (!whole && i > 12)
                continue;
            step(u"choosing "_s + name, [&] { pane->setSequence(s.first + i); });
            QVERIFY(shows(pane, s.first + i));
            for (int tab = 0; whole && tab < DetailPane::TabCount; ++tab) {
                stepAgain(u"page %1 of %2"_s.arg(tab).arg(name), [&] {
                    pane->setTab(DetailPane::Tab(tab));
                    pane->grab();
                });
                const QStringList problems = Inspection::of(pane);
                QVERIFY2(problems.isEmpty(), qPrintable(name + u'\n' + report(problems)));
                constexpr qsizetype most = 1'500'000;
                const qsizetype painted = paintedSize(pane);
                QVERIFY2(painted < most, qPrintable(u"%1: %2"_s.arg(name).arg(painted)));
            }
        }
        QVERIFY(!s.trap.sprung());
    }

    // D1: what a widget answers only where the mouse stands
    void toolTipsOfPlacesAreText()
    {
        HostileWindow &s = *m_shown;
        for (QWidget *widget : s.window->findChildren<QWidget *>()) {
            if (!widget->isVisible())
                continue;
            for (int x = 1; x < widget->width(); x += std::max(40, widget->width() / 6)) {
                for (int y = 1; y < widget->height(); y += std::max(20, widget->height() / 6)) {
                    QHelpEvent help(QEvent::ToolTip, {x, y}, widget->mapToGlobal(QPoint(x, y)));
                    QApplication::sendEvent(widget, &help);
                    const QString problem = problemWithToolTip(QToolTip::text());
                    QVERIFY2(problem.isEmpty(), qPrintable(problem));
                }
            }
        }
        QToolTip::hideText();
        QVERIFY(!s.trap.sprung());
    }

    // D1: every dialog that the menus open, while something hostile is chosen
    void everyDialogShowsItAsText()
    {
        HostileWindow &s = *m_shown;
        const QList<QAction *> unwanted{s.actions()->openCapture, s.actions()->openFile,
                                        s.actions()->closeWindow, s.actions()->quit};
        int dialogs = 0;
        for (const int row : {0, 5, 12}) { // a file, tables, a line of 1 MB
            for (QAbstractItemView *view : s.window->findChildren<QAbstractItemView *>()) {
                if (view->model() && view->model()->rowCount() > row + 3)
                    view->setCurrentIndex(view->model()->index(row + 3, 0));
            }
            s.log()->showSequence(s.first + quint64(row) * 6);
            for (const auto &[title, actions] : s.actions()->groups()) {
                for (QAction *action : actions) {
                    if (unwanted.contains(action) || action->isCheckable() || !action->isEnabled())
                        continue;
                    step(u"the menu's "_s + action->text(), [&] { action->trigger(); });
                    for (QDialog *dialog : s.window->findChildren<QDialog *>()) {
                        if (!dialog->isVisible())
                            continue;
                        ++dialogs;
                        dialog->grab();
                        const QStringList problems = Inspection::of(dialog);
                        QVERIFY2(problems.isEmpty(),
                                 qPrintable(action->text() + u'\n' + report(problems)));
                        dialog->reject();
                        delete dialog;
                    }
                }
            }
        }
        QVERIFY2(dialogs >= 20, qPrintable(QString::number(dialogs)));
        QVERIFY(!s.trap.sprung());
    }

    // D1: certificate CN
    void aCertificateIsShownAsText()
    {
        HostileWindow &s = *m_shown;
        ConnectionStatus status = s.story.connections.status(s.idOf(0));
        RefusedCertificate certificate;
        certificate.subject = s.texts[0].text;
        certificate.issuer = displayText(s.texts[5].text, 100); // as it comes from the handshake
        certificate.pin = u"sha256:"_s + QString(64, u'a');
        status.certificate = certificate;
        s.story.connections.setStatus(s.idOf(0), status);
        CertificateDialog dialog(&s.story.connections, s.idOf(0), s.window.get());
        dialog.show();
        dialog.grab();
        const QStringList problems = Inspection::of(&dialog);
        QVERIFY2(problems.isEmpty(), qPrintable(report(problems)));
        QVERIFY(!s.trap.sprung());
    }

    // D1, D3: what is shown when a value is opened whole
    void aValueIsShownWholeAsText()
    {
        HostileWindow &s = *m_shown;
        for (const HostileText &one : s.texts) {
            stepAgain(u"the whole of "_s + QLatin1String(one.name), [&] {
                ValueDialog dialog(one.text, one.text.toStdString(), ValueDialog::Form::Text);
                dialog.show();
                dialog.grab();
                const QStringList problems = Inspection::of(&dialog);
                QVERIFY2(problems.isEmpty(),
                         qPrintable(QLatin1String(one.name) + u'\n' + report(problems)));
            });
        }
        QVERIFY(!s.trap.sprung());
    }

    // D2
    void aLinkIsOpenedOnlyAfterItIsShown()
    {
        HostileWindow &s = *m_shown;
        Browser browser;
        QWidget owner;
        QMenu menu;
        QAction *open = addLinkAction(&menu, &owner, u"https://good.example@\u0430pple.com/x"_s);
        QVERIFY(open->isEnabled());
        open->trigger();
        QVERIFY(browser.opened.isEmpty());
        auto *dialog = owner.findChild<LinkDialog *>();
        QVERIFY(dialog);
        QCOMPARE(dialog->findChild<QLabel *>(u"linkSite"_s)->text(), u"https://xn--pple-43d.com"_s);
        QString all;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            all += label->text() + u'\n';
        QVERIFY2(all.contains(u"“good.example” before the @"_s), qPrintable(all));
        QVERIFY2(all.contains(u"other letters than a to z"_s), qPrintable(all));
        QVERIFY(Inspection::of(dialog).isEmpty());
        for (QAbstractButton *button : dialog->findChildren<QAbstractButton *>()) {
            if (button->text() == u"&Open in Browser"_s)
                button->click();
        }
        QCOMPARE(browser.opened.size(), 1);
        QCOMPARE(browser.opened.first().host(QUrl::FullyEncoded), u"xn--pple-43d.com"_s);
        for (const HostileText &one : s.texts) {
            const bool link = one.text.startsWith(u"https://"_s);
            QCOMPARE(addLinkAction(&menu, &owner, one.text)->isEnabled(), link);
        }
        QVERIFY(
            !addLinkAction(&menu, &owner, u"https://example.org/?token=[masked]"_s)->isEnabled());
    }

    // D2: it is in both menus, and nothing else opens one
    void menusOfValuesOfferTheirLink()
    {
        HostileWindow &s = *m_shown;
        Browser browser;
        const auto at = std::find_if(s.texts.cbegin(), s.texts.cend(), [](const HostileText &one) {
            return QLatin1String(one.name).startsWith("D2"_L1);
        });
        const quint64 sequence = s.first + quint64(at - s.texts.cbegin()) * 6;
        QVERIFY(s.log()->showSequence(sequence));
        EventTable *table = s.log()->table();
        QMenu menu;
        fillCellMenu(&menu, table, table->currentIndex().siblingAtColumn(EventLogColumn::Type));
        const auto open = [](const QMenu &in) {
            for (QAction *action : in.actions()) {
                if (action->text() == u"Open &Link…"_s)
                    return action;
            }
            return static_cast<QAction *>(nullptr);
        };
        QVERIFY(open(menu) && open(menu)->isEnabled());
        s.log()->details()->setTab(DetailPane::Tree);
        auto *tree = s.window->findChild<JsonTreeView *>();
        QVERIFY(shows(s.log()->details(), sequence));
        QCOMPARE(tree->model()->rowCount(), 3);
        for (int row = 0; row < 3; ++row) { // each is the link
            tree->setCurrentIndex(tree->model()->index(row, 1));
            QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
            QApplication::sendEvent(tree->viewport(), &event);
            std::unique_ptr<QMenu> valueMenu(tree->findChild<QMenu *>());
            QVERIFY(valueMenu);
            QVERIFY(open(*valueMenu) && open(*valueMenu)->isEnabled());
            valueMenu->close();
        }
        QTest::mouseDClick(tree->viewport(), Qt::LeftButton, {},
                           tree->visualRect(tree->model()->index(0, 1)).center());
        QVERIFY(browser.opened.isEmpty());
    }

    // C12, C13, C15
    void bombsOpenInParts_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QByteArray keys = "{";
        for (int i = 0; i < 200'000; ++i)
            keys += (i ? ",\"k" : "\"k") + QByteArray::number(i) + "\":1";
        QTest::newRow("C13: 200 000 keys") << keys + '}';
        QTest::newRow("C13: a key of 1 MB") << "{\"" + QByteArray(1'000'000, 'k') + "\":{\"a\":1}}";
        QTest::newRow("C13: 500 000 empty objects")
            << '[' + QByteArray("{},").repeated(500'000) + "{}]";
        QTest::newRow("C12: 100 000 levels")
            << QByteArray("[").repeated(100'000) + QByteArray("]").repeated(100'000);
        QTest::newRow("C12: 1 000 levels")
            << QByteArray("{\"a\":").repeated(1'000) + '1' + QByteArray("}").repeated(1'000);
        QTest::newRow("C15: numbers of 50 000 digits")
            << "{\"n\":" + QByteArray(50'000, '9') + ",\"f\":0." + QByteArray(50'000, '1') + '}';
        QByteArray coded = '[' + QByteArray("{},").repeated(100'000) + "{}]";
        QTest::newRow("C24: base64 of 100 000 objects") << "{\"a\":\"" + coded.toBase64() + "\"}";
        for (coded = "{}"; coded.size() < 200'000;)
            coded = "{\"a\":\"" + coded.toBase64() + "\"}";
        QTest::newRow("C24: base64 in base64, 30 times") << coded;
        QTest::newRow("D3: a text of 4 MB") << "{\"a\":\"" + QByteArray(4'000'000, 'x') + "\"}";
    }
    void bombsOpenInParts()
    {
        QFETCH(QByteArray, payload);
        HostileWindow &s = *m_shown;
        const QString name = QLatin1String(QTest::currentDataTag());
        s.add(0, u"bomb"_s, u"bomb"_s, payload.toStdString());
        const quint64 sequence = s.story.log.size();
        DetailPane *pane = s.log()->details();
        step(u"choosing "_s + name, [&] { pane->setSequence(sequence); });
        QVERIFY(shows(pane, sequence));
        for (int tab = 0; tab < DetailPane::TabCount; ++tab) {
            stepAgain(u"page %1 of %2"_s.arg(tab).arg(name), [&] {
                pane->setTab(DetailPane::Tab(tab));
                pane->grab();
            });
            constexpr qsizetype most = 1'500'000;
            const qsizetype painted = paintedSize(pane);
            QVERIFY2(painted < most, qPrintable(u"page %1: %2"_s.arg(tab).arg(painted)));
        }
        pane->setTab(DetailPane::Tree);
        auto *tree = s.window->findChild<JsonTreeView *>();
        step(u"opening all of "_s + name, [&] { tree->expandBelow(tree->model()->index(0, 0)); });
        int rows = 0;
        for (QModelIndex at = tree->model()->index(0, 0); at.isValid() && rows < 10'000;
             at = tree->indexBelow(at))
            ++rows;
        QVERIFY2(rows <= 4'000, qPrintable(QString::number(rows)));
    }
};

int main(int argc, char **argv)
{
    return testMain<WatchedApplication, HostileContentTest, HostileCopiesTest, HostileTypesTest>(
        argc, argv);
}

#include "tst_hostilecontent.moc"
