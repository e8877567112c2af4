// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflowmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/paintedsize.h"
#include "views/emptylistnote.h"
#include "views/theme.h"
#include "views/workflows/workflowdelegate.h"
#include "views/workflows/workflowpanel.h"

#include <QApplication>
#include <QFocusEvent>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// One Fix progress message with leaves of `current` of 100 at collect/aws/<name>.
std::string progress(const std::string &task,
                     const std::vector<std::pair<std::string, int>> &leaves)
{
    std::string parts;
    for (const auto &[name, current] : leaves) {
        parts += parts.empty() ? "" : ",";
        parts += R"({"kind":"progress","name":")" + name
            + R"(","path":["collect","aws"],"current":)" + std::to_string(current)
            + R"(,"total":100})";
    }
    return R"({"id":"1","at":"2026-11-21T10:00:00Z","publisher":"fix","kind":"collect-progress","data":{"workflow":"collect",)"
           R"("task":")"
        + task + R"(","message":{"kind":"tree","parts":[)" + parts + "]}}}";
}

std::string failure(const std::string &task, const std::string &message)
{
    return R"({"kind":"collect-error","data":{"workflow":"collect","task":")" + task
        + R"(","message":")" + message + R"("}})";
}

} // namespace

class TestWorkflowPanel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyPanelSaysWhy();
    void runningRunOpensByItselfDownToTheLeaves();
    void whatTheUserFoldsStaysFolded();
    void doneRunFoldsByItself();
    void expansionAndSelectionSurviveReplacement();
    void keysAreSeenWhereTheyCome();
    void doubleClickAndEnterShowTheLastEvent();
    void summaryCountsRuns();
    void openRunHasASecondLine();
    void everyStatePaints_data();
    void everyStatePaints();
    void namesOutlastBarsInANarrowPanel();
    void namesOutlastWordsInANarrowPanel();
    void hostileNamesArePaintedOnlyAsFarAsTheyAreSeen();
    void standstillsAreShort_data();
    void standstillsAreShort();
    void everyControlHasAName();

private:
    void feed(const std::string &payload, const char *type = "collect-progress")
    {
        EventView event;
        event.sequence = ++m_sequence;
        event.connection = "0000000a";
        event.type = type;
        event.payload = payload;
        event.recordedUs = nowUs();
        m_model->consume(event);
        m_model->flush();
        QCoreApplication::processEvents(); // the panel gathers what one flush inserted
    }
    QTreeView *tree() const { return m_panel->findChild<QTreeView *>(); }
    QModelIndex run(int row = 0) const { return m_model->index(row, 0); }

    quint64 m_sequence = 0;
    std::unique_ptr<WorkflowModel> m_model;
    std::unique_ptr<WorkflowPanel> m_panel;
};

void TestWorkflowPanel::init()
{
    m_sequence = 40;
    m_model = std::make_unique<WorkflowModel>();
    m_panel = std::make_unique<WorkflowPanel>(m_model.get());
    m_panel->resize(336, 500);
    m_panel->show();
}

void TestWorkflowPanel::cleanup()
{
    m_panel.reset();
    m_model.reset();
}

void TestWorkflowPanel::emptyPanelSaysWhy()
{
    auto *note = m_panel->findChild<EmptyListNote *>();
    QVERIFY(note->isVisible());
    feed(progress("t1", {{"eu", 10}}));
    QVERIFY(!note->isVisible());
}

void TestWorkflowPanel::runningRunOpensByItselfDownToTheLeaves()
{
    feed(progress("t1", {{"eu", 10}, {"us", 20}}));
    QModelIndex index = run();
    int depth = 0;
    for (; m_model->rowCount(index) > 0; index = m_model->index(0, 0, index), ++depth)
        QVERIFY(tree()->isExpanded(index));
    QVERIFY(depth >= 2);
    QVERIFY(tree()->visualRect(index).isValid());
}

void TestWorkflowPanel::whatTheUserFoldsStaysFolded()
{
    feed(progress("t1", {{"eu", 10}, {"us", 20}}));
    tree()->collapse(run());
    feed(progress("t1", {{"eu", 50}, {"us", 60}, {"ap", 1}}));
    QVERIFY(!tree()->isExpanded(run()));
}

void TestWorkflowPanel::doneRunFoldsByItself()
{
    feed(progress("t1", {{"eu", 10}}));
    QVERIFY(tree()->isExpanded(run()));
    feed(progress("t1", {{"eu", 100}}));
    QCOMPARE(m_model->doneCount(), 1);
    QVERIFY(!tree()->isExpanded(run()));
}

void TestWorkflowPanel::expansionAndSelectionSurviveReplacement()
{
    feed(progress("t1", {{"eu", 10}, {"us", 20}}));
    const QModelIndex collect = m_model->index(0, 0, run());
    const QModelIndex aws = m_model->index(0, 0, collect);
    tree()->collapse(aws);
    tree()->setCurrentIndex(aws);
    feed(progress("t1", {{"us", 90}, {"eu", 30}, {"ap", 5}}));
    QCOMPARE(tree()->currentIndex().data(WorkflowRole::Name).toString(), u"aws"_s);
    QVERIFY(!tree()->isExpanded(tree()->currentIndex()));
    QVERIFY(tree()->isExpanded(tree()->currentIndex().parent()));
}

void TestWorkflowPanel::keysAreSeenWhereTheyCome()
{
    feed(progress("t0", {{"eu", 10}}));
    tree()->setCurrentIndex(run());
    tree()->clearSelection(); // nobody chose it
    const QPersistentModelIndex drifted = run();
    for (int i = 1; i < 40; ++i)
        feed(progress("t" + std::to_string(i), {{"eu", 10}}));
    const auto inSight = [this] {
        return tree()->viewport()->rect().contains(
            tree()->visualRect(tree()->currentIndex()).center());
    };
    QTRY_VERIFY(!inSight());
    const auto arrive = [this] {
        QFocusEvent event(QEvent::FocusIn, Qt::ShortcutFocusReason);
        QApplication::sendEvent(tree(), &event);
    };
    arrive();
    QVERIFY(inSight());
    QCOMPARE(tree()->currentIndex(), tree()->indexAt(QPoint(1, 1)));
    QVERIFY(!tree()->selectionModel()->hasSelection());
    const QModelIndex second = tree()->indexBelow(tree()->currentIndex());
    tree()->selectionModel()->setCurrentIndex(second, QItemSelectionModel::NoUpdate);
    arrive(); // it is in sight, though nobody chose it
    QCOMPARE(tree()->currentIndex(), second);
    tree()->setCurrentIndex(drifted); // somebody chose that one
    tree()->scrollToTop();
    QVERIFY(!inSight());
    arrive();
    QVERIFY(inSight());
    QCOMPARE(tree()->currentIndex(), QModelIndex(drifted));
}

void TestWorkflowPanel::doubleClickAndEnterShowTheLastEvent()
{
    feed(progress("t1", {{"eu", 10}}));
    feed(progress("t1", {{"eu", 20}}));
    QSignalSpy shown(m_panel.get(), &WorkflowPanel::eventWanted);
    tree()->setCurrentIndex(run());
    QTest::keyClick(tree(), Qt::Key_Return);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown[0][0].toULongLong(), 42ULL);
    const QPoint place = tree()->visualRect(run()).center();
    QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(tree()->viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(shown.size(), 2);
    QVERIFY(tree()->isExpanded(run()));
}

void TestWorkflowPanel::summaryCountsRuns()
{
    auto *label = qobject_cast<QLabel *>(m_panel->titleButtons());
    QVERIFY(label);
    QCOMPARE(label->text(), QString());
    QSignalSpy changed(m_panel.get(), &WorkflowPanel::summaryChanged);
    feed(progress("t1", {{"eu", 10}}));
    feed(progress("t2", {{"eu", 10}}));
    QCOMPARE(label->text(), u"2 running"_s);
    QCOMPARE(m_panel->summary(), label->text());
    QVERIFY(changed.size() >= 1);
    feed(progress("t1", {{"eu", 100}}));
    feed(progress("t2", {{"eu", 100}}));
    QCOMPARE(label->text(), u"2 done"_s);
}

void TestWorkflowPanel::openRunHasASecondLine()
{
    feed(progress("t1", {{"eu", 10}}));
    const int open = tree()->visualRect(run()).height();
    tree()->collapse(run());
    QCoreApplication::processEvents();
    QVERIFY(tree()->visualRect(run()).height() < open);
}

void TestWorkflowPanel::everyStatePaints_data()
{
    QTest::addColumn<int>("state");
    QTest::newRow("running") << int(WorkflowState::Running);
    QTest::newRow("stalled") << int(WorkflowState::Stalled);
    QTest::newRow("failed") << int(WorkflowState::Failed);
    QTest::newRow("done") << int(WorkflowState::Done);
}

void TestWorkflowPanel::everyStatePaints()
{
    QFETCH(const int, state);
    feed(progress("t1", {{"eu", 40}}));
    const QImage before = m_panel->grab().toImage();
    if (state == int(WorkflowState::Stalled))
        m_model->tick(nowUs() + 3'600'000'000LL);
    else if (state == int(WorkflowState::Failed))
        feed(failure("t1", "Access denied"), "collect-error");
    else if (state == int(WorkflowState::Done))
        feed(progress("t1", {{"eu", 100}}));
    m_model->flush();
    const auto now = WorkflowState(run().data(WorkflowRole::State).toInt());
    if (state == int(WorkflowState::Running)) {
        QCOMPARE(now, WorkflowState::Running);
        return;
    }
    QVERIFY(now != WorkflowState::Running || m_model->failedCount() > 0
            || m_model->rowCount(run()) > 1);
    QVERIFY(m_panel->grab().toImage() != before);
}

void TestWorkflowPanel::namesOutlastBarsInANarrowPanel()
{
    feed(progress("t1", {{"a-region-with-a-name", 50}, {"b", 0}}));
    const auto barPixels = [this](int width) {
        m_panel->resize(width, 400);
        m_panel->findChild<QTreeView *>()->setCurrentIndex({}); // no frame in that colour
        const QImage image = m_panel->grab().toImage().convertToFormat(QImage::Format_RGB32);
        const QRgb bar = currentTheme().accent.rgb();
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                count += image.pixel(x, y) == bar;
        }
        return count;
    };
    QVERIFY(barPixels(360) > 100);
    QCOMPARE(barPixels(130), 0);
}

void TestWorkflowPanel::namesOutlastWordsInANarrowPanel()
{
    feed(progress("t1", {{"wwwwwwww", 0}, {"iiiiiiii", 0}}));
    m_panel->resize(150, 400);
    auto *tree = m_panel->findChild<QTreeView *>();
    const auto leaf = [this, tree](int row) {
        QModelIndex index = m_model->index(0, 0);
        while (m_model->rowCount(index) == 1)
            index = m_model->index(0, 0, index);
        return tree->viewport()->grab(tree->visualRect(m_model->index(row, 0, index))).toImage();
    };
    QVERIFY(!leaf(0).isNull());
    QVERIFY(leaf(0) != leaf(1)); // both are "in progress", and that is all that would fit
    const int narrow = tree->indentation();
    m_panel->resize(400, 400);
    QVERIFY(tree->indentation() > narrow);
}

void TestWorkflowPanel::hostileNamesArePaintedOnlyAsFarAsTheyAreSeen()
{
    feed(progress("<img src=/dev/zero>",
                  {{std::string(50'000, 'x'), 10}, {"<table><table><table>", 20}, {"\u202e", 3}}));
    const qsizetype size = paintedSize(&*m_panel);
    QVERIFY2(size < 100'000, qPrintable(QString::number(size)));
}

void TestWorkflowPanel::standstillsAreShort_data()
{
    QTest::addColumn<qint64>("us");
    QTest::addColumn<QString>("text");
    QTest::newRow("negative") << qint64(-5) << u"0:00"_s;
    QTest::newRow("seconds") << qint64(42'900'000) << u"0:42"_s;
    QTest::newRow("minutes") << qint64(65'000'000) << u"1:05"_s;
    QTest::newRow("hours") << qint64(3'725'000'000) << u"1 h"_s;
}

void TestWorkflowPanel::standstillsAreShort()
{
    QFETCH(const qint64, us);
    QFETCH(const QString, text);
    QCOMPARE(standstillText(us), text);
}

void TestWorkflowPanel::everyControlHasAName()
{
    feed(progress("t1", {{"eu", 10}}));
    QCOMPARE(unnamedControls(m_panel.get()), QStringList());
}

QTEST_MAIN(TestWorkflowPanel)
#include "tst_workflowpanel.moc"
