// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/noticemodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/paintedsize.h"
#include "views/emptylistnote.h"
#include "views/notices/noticepanel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestNoticePanel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyPanelSaysWhatComesHere();
    void newOnesAreCountedInTheTitle();
    void whatWasInSightCountsAsRead();
    void whatWasHiddenStaysNew();
    void doubleClickAndEnterShowTheEvent();
    void noticeWithoutAnEventShowsNothing();
    void copyTakesTheText();
    void hostileTextsArePaintedOnlyAsFarAsTheyAreSeen();
    void whatComesIsPaintedAtOnce();
    void everyControlHasAName();

private:
    void add(const QString &title, quint64 sequence = 0)
    {
        Notice notice;
        notice.kind = Notice::Kind::EventError;
        notice.severity = Severity::Error;
        notice.title = title;
        notice.text = u"text of "_s + title;
        notice.sequence = sequence;
        notice.atUs = nowUs();
        m_notices->add(notice);
    }
    QListView *list() const { return m_panel->findChild<QListView *>(); }

    std::unique_ptr<NoticeModel> m_notices;
    std::unique_ptr<QWidget> m_window;
    NoticePanel *m_panel = nullptr; ///< as in a dock: hidden and shown inside of its window
};

void TestNoticePanel::init()
{
    m_notices = std::make_unique<NoticeModel>();
    m_window = std::make_unique<QWidget>();
    m_window->resize(292, 120);
    m_panel = new NoticePanel(m_notices.get(), m_window.get());
    m_panel->setReadAfter(60'000);
    m_panel->resize(292, 120);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestNoticePanel::cleanup()
{
    m_window.reset();
    m_notices.reset();
}

void TestNoticePanel::emptyPanelSaysWhatComesHere()
{
    auto *note = m_panel->findChild<EmptyListNote *>();
    QVERIFY(note->isVisible());
    add(u"Error"_s);
    QVERIFY(!note->isVisible());
    m_notices->clear();
    QVERIFY(note->isVisible());
}

void TestNoticePanel::newOnesAreCountedInTheTitle()
{
    auto *label = qobject_cast<QLabel *>(m_panel->titleButtons());
    QVERIFY(label);
    QSignalSpy changed(m_panel, &NoticePanel::summaryChanged);
    add(u"One"_s);
    add(u"Two"_s);
    QCOMPARE(label->text(), u"2 new"_s);
    QCOMPARE(changed.last()[0].toString(), u"2 new"_s);
    m_notices->markAllRead();
    QCOMPARE(label->text(), QString());
}

void TestNoticePanel::whatWasInSightCountsAsRead()
{
    m_panel->setReadAfter(10);
    add(u"One"_s);
    QTRY_COMPARE(m_notices->unreadCount(), 0);
}

void TestNoticePanel::whatWasHiddenStaysNew()
{
    m_panel->setReadAfter(0);
    m_panel->hide();
    add(u"One"_s);
    QTest::qWait(0); // a turn of the loop, in which it could wrongly become read
    QCOMPARE(m_notices->unreadCount(), 1);
    m_panel->show();
    QTRY_COMPARE(m_notices->unreadCount(), 0);
}

void TestNoticePanel::doubleClickAndEnterShowTheEvent()
{
    add(u"One"_s, 11);
    add(u"Two"_s, 12);
    QSignalSpy shown(m_panel, &NoticePanel::eventWanted);
    list()->setCurrentIndex(m_notices->index(1));
    QTest::keyClick(list(), Qt::Key_Return);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown[0][0].toULongLong(), 11ULL);
    const QPoint place = list()->visualRect(m_notices->index(0)).center();
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(list()->viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(shown.size(), 2);
    QCOMPARE(shown[1][0].toULongLong(), 12ULL);
}

void TestNoticePanel::noticeWithoutAnEventShowsNothing()
{
    add(u"One"_s);
    QSignalSpy shown(m_panel, &NoticePanel::eventWanted);
    list()->setCurrentIndex(m_notices->index(0));
    QTest::keyClick(list(), Qt::Key_Return);
    QCOMPARE(shown.size(), 0);
}

void TestNoticePanel::copyTakesTheText()
{
    add(u"One"_s);
    list()->setCurrentIndex(m_notices->index(0));
    QTest::keySequence(list(), QKeySequence::Copy);
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"text of One"_s));
}

void TestNoticePanel::hostileTextsArePaintedOnlyAsFarAsTheyAreSeen()
{
    for (int i = 0; i < 50; ++i)
        add(u"<table><table><table>"_s + QString(50'000, u'x') + QString::number(i));
    const qsizetype size = paintedSize(&*m_panel);
    QVERIFY2(size < 100'000, qPrintable(QString::number(size)));
}

/// Rows that wait for a timer are not painted: a list to which something comes all the time was
/// empty again and again.
void TestNoticePanel::whatComesIsPaintedAtOnce()
{
    add(u"One"_s);
    add(u"Two"_s);
    const QImage atOnce = list()->viewport()->grab().toImage();
    QCoreApplication::processEvents();
    QCOMPARE(atOnce, list()->viewport()->grab().toImage());
    add(u"Three"_s);
    QVERIFY(list()->viewport()->grab().toImage() != atOnce);
}

void TestNoticePanel::everyControlHasAName()
{
    add(u"One"_s);
    QCOMPARE(unnamedControls(m_panel), QStringList());
}

QTEST_MAIN(TestNoticePanel)
#include "tst_noticepanel.moc"
