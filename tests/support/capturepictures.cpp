// SPDX-License-Identifier: GPL-3.0-or-later
// Paints what has to do with captures, light and dark, into PNG files, for looking at:
// capturepictures FOLDER
#include "models/capture/lossnote.h"
#include "models/captureshelf.h"
#include "tests/models/capture/capturetesting.h"
#include "tests/support/gallery.h"
#include "views/captures/capturesdialog.h"
#include "views/captures/limitsdialog.h"
#include "views/captures/loadingpage.h"
#include "views/captures/loadingstrip.h"

#include <QTreeView>

using namespace capturetesting;

namespace {

struct CapturePictures : Gallery
{
    QTemporaryDir home;

    void make(const QString &name, int events, const QString &connection) const
    {
        const QString path = home.filePath(name);
        makeCapture(path, events);
        const auto writer = openWriter(path);
        (void)writer->nameConnection(u"voip-prod"_s, connection, u"voipbin"_s).has_value();
    }
    void paint()
    {
        make(u"2026-11-19T08-00-12"_s, 20'000, u"voip-prod"_s);
        make(u"Friday, the outage"_s, 3'211, u"acm hub, orders"_s);
        make(u"2026-11-21T10-30-05"_s, 812, u"voip-prod, Fix"_s);
        make(u"2026-11-20T23-01-44"_s, 100, u"shop"_s);
        (void)setKept(home.filePath(u"Friday, the outage"_s), true).has_value();
        const auto writer = openWriter(home.filePath(u"2026-11-21T10-30-05"_s));
        LossNote note(home.filePath(u"2026-11-20T23-01-44"_s));
        note.setRecording(true);
        note.write({});
        CapturesDialog dialog(home.path());
        const auto *list = dialog.findChild<QTreeView *>();
        dialog.show();
        if (!QTest::qWaitFor([list] { return list->model()->rowCount() == 4; }))
            return;
        dialog.shelf()->verify({home.filePath(u"2026-11-19T08-00-12"_s)});
        if (!QTest::qWaitFor([&dialog] { return !dialog.shelf()->isBusy(); }))
            return;
        save(dialog, u"captures"_s);
        const QTemporaryDir nothing;
        CapturesDialog empty(nothing.path());
        empty.show();
        if (!QTest::qWaitFor([&empty] { return !empty.shelf()->isBusy(); }))
            return;
        save(empty, u"captures-empty"_s);
        LimitsDialog off({});
        save(off, u"limits-off"_s);
        LimitsDialog limits({{0, 20'000'000'000, 0}, {0, 200'000'000'000, 30 * 86'400'000'000LL}});
        save(limits, u"limits"_s);
        LoadingPage page;
        page.resize(900, 500);
        page.setTitle(u"Opening 2026-11-19T08-00-12…"_s);
        page.setProgress(430);
        save(page, u"loading"_s);
        LoadingStrip strip;
        strip.resize(900, strip.sizeHint().height());
        strip.setText(u"Reading: 4 300 000 events so far · about 3 s left · indexes are made again"_s);
        strip.setProgress(430);
        save(strip, u"loading-strip"_s);
    }
};

} // namespace

int main(int argc, char **argv)
{
    return paintLightAndDark<CapturePictures>(argc, argv);
}
