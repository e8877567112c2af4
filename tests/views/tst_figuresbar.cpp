// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/windowstory.h"
#include "views/statusbar/figurelabel.h"
#include "views/statusbar/figuresbar.h"
#include "views/theme.h"

#include <QLabel>
#include <QLayout>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class FiguresBarTest final : public QObject
{
    Q_OBJECT

private:
    /// What all labels say, in their order.
    static QString said(const FiguresBar &bar)
    {
        QStringList parts;
        for (const FigureLabel *label : bar.findChildren<FigureLabel *>())
            parts << label->text();
        return parts.join(u" | "_s).replace(QChar(QChar::Nbsp), u' ');
    }

private Q_SLOTS:
    void theSumIsAlwaysRight()
    {
        WindowStory story;
        story.addConnections();
        FiguresBar bar(&story.connections, &story.eventLog);
        const QString id = story.connections.profiles().first().id;
        FeedCounters counters;
        counters.received = 1'234;
        counters.duplicates = 30;
        counters.dropped = 4;
        counters.gaps = 1;
        story.connections.setCounters(id, counters);
        story.connections.setStored(id, 1'100); // 100 are on their way
        bar.refresh();
        QVERIFY2(said(bar).contains(u"received 1 134 = stored 1 100 + duplicate 30 + dropped 4"_s),
                 qPrintable(said(bar)));
        for (int i = 0; i < 10; ++i)
            bar.refresh();
        QVERIFY2(
            said(bar).contains(
                u"received 1 234 = stored 1 100 + duplicate 30 + dropped 4 + on its way 100"_s),
            qPrintable(said(bar)));
        story.connections.setStored(id, 1'200);
        bar.refresh();
        QVERIFY2(
            said(bar).contains(u"received 1 234 = stored 1 200 + duplicate 30 + dropped 4 |"_s),
            qPrintable(said(bar)));
        QVERIFY(said(bar).contains(u"1 gap"_s));
    }

    void anOpenedCaptureCountsItsEvents()
    {
        WindowStory story;
        story.addCalls(42);
        FiguresBar bar(&story.connections, &story.eventLog);
        CaptureFigures figures = story.figures();
        figures.live = false;
        bar.refresh();
        QVERIFY2(said(bar).contains(u"0 /s"_s), qPrintable(said(bar)));
        bar.setCapture(figures);
        QVERIFY2(said(bar).contains(u"counting gaps"_s), qPrintable(said(bar)));
        QVERIFY2(!said(bar).contains(u"0 gaps"_s), qPrintable(said(bar))); // nobody knows yet
        figures.gaps = 3;
        bar.setCapture(figures);
        bar.refresh();
        QVERIFY2(!said(bar).contains(u"/s"_s), qPrintable(said(bar))); // nobody measures it
        QVERIFY2(said(bar).contains(u"events 42"_s), qPrintable(said(bar)));
        QVERIFY(said(bar).contains(u"shown 42"_s));
        QVERIFY2(said(bar).contains(u"3 gaps"_s), qPrintable(said(bar)));
        QVERIFY(said(bar).contains(u"capture 6.9 GB · opened to be read"_s));
    }

    void rowsThatNobodySentDoNotHideTheSumOfALiveLog()
    {
        WindowStory story;
        story.addCalls(2); // in the log, and received from no connection
        FiguresBar bar(&story.connections, &story.eventLog);
        bar.setCapture(story.figures());
        bar.refresh();
        QVERIFY2(said(bar).contains(u"received 0 = stored 0"_s), qPrintable(said(bar)));
    }

    void aProblemOfTheCaptureIsSaidInPlainText()
    {
        WindowStory story;
        FiguresBar bar(&story.connections, &story.eventLog);
        bar.resize(1'000, 30);
        bar.show();
        CaptureFigures figures = story.figures();
        figures.problem = u"Cannot write <b>/tmp/x</b>/000003.ndjson: no space left on device"_s;
        bar.setCapture(figures);
        const auto *problem = bar.findChild<QLabel *>(u"captureProblem"_s);
        QVERIFY(problem->isVisible());
        QCOMPARE(problem->textFormat(), Qt::PlainText);
        QCOMPARE(problem->text(), figures.problem);
        QVERIFY(problem->toolTip().contains(u"&lt;b&gt;"_s));
        figures.problem.clear();
        bar.setCapture(figures);
        QVERIFY(!problem->isVisible());
    }

    void inANarrowWindowTheSumIsPutBriefly()
    {
        WindowStory story;
        story.tell();
        QWidget window; // the layout of a window would not let it get narrower
        FiguresBar bar(&story.connections, &story.eventLog, &window);
        bar.setCapture(story.figures());
        bar.refresh();
        const auto labels = bar.findChildren<FigureLabel *>();
        const auto brief = [&labels] {
            QStringList texts;
            for (const FigureLabel *label : labels) {
                if (label->isBrief())
                    texts << label->text();
            }
            return texts.join(u'|').replace(QChar(QChar::Nbsp), u' ');
        };
        bar.resize(1'300, 30);
        window.show();
        QCOMPARE(brief(), QString());
        bar.layout()->activate();
        bar.resize(bar.layout()->totalMinimumSize().width() - 1, 30);
        QCOMPARE(brief(), u"capture 6.9 GB · 81.0 GB free"_s);
        QVERIFY2(bar.minimumSizeHint().width() < 600,
                 qPrintable(QString::number(bar.minimumSizeHint().width())));
        bar.resize(bar.minimumSizeHint().width(), 30);
        QVERIFY2(brief().startsWith(u"received 10 204 117 = "_s), qPrintable(brief()));
        bar.layout()->activate();
        QCOMPARE(bar.layout()->totalMinimumSize().width(), bar.width());
        for (const FigureLabel *label : labels) {
            if (label->isBrief())
                QVERIFY2(label->toolTip().contains(label->text()), qPrintable(label->toolTip()));
        }
        const int narrowest = bar.minimumSizeHint().width();
        bar.remark(u"Something else"_s);
        bar.refresh();
        QCOMPARE(bar.minimumSizeHint().width(), narrowest);
        bar.clearMessage();
        bar.resize(1'300, 30);
        QCOMPARE(brief(), QString());
        QVERIFY(!labels.first()->toolTip().contains(labels.first()->text()));
    }

    void whatIsBriefIsStillReadOutWhole()
    {
        FigureLabel label;
        label.setParts({{u"received 7 = stored 4 + duplicate 1 + dropped 2"_s}},
                       {{u"stored 4"_s}, {u" + dropped 2"_s}});
        const int whole = label.sizeHint().width();
        label.setBrief(true);
        QCOMPARE(whole - label.sizeHint().width(), label.saving());
        QVERIFY(label.saving() > 0);
        QCOMPARE(label.accessibleName(), u"received 7 = stored 4 + duplicate 1 + dropped 2"_s);
    }

    void numbersThatCountDoNotMoveTheirNeighbours()
    {
        FigureLabel label;
        label.setParts({{u"stored "_s}, {u"111"_s, true}});
        const int width = label.sizeHint().width();
        label.setParts({{u"stored "_s}, {u"888"_s, true}});
        QCOMPARE(label.sizeHint().width(), width);
        QCOMPARE(label.accessibleName(), u"stored 888"_s);
    }
};

QTEST_MAIN(FiguresBarTest)
#include "tst_figuresbar.moc"
