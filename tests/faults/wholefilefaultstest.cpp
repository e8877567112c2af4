// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/wholefilefaultstest.h"

#include "app/placememory.h"
#include "app/settings.h"
#include "models/connection/subscriptionsets.h"
#include "models/eventbookmarks.h"
#include "models/export/exportjob.h"
#include "models/query/filterstore.h"
#include "tests/faults/disklog.h"
#include "tests/models/capture/capturetesting.h"
#include "tests/support/memorylines.h"

#include <cerrno>
#include <functional>

using namespace eventscope;
using namespace capturetesting;
using faults::Kind;

namespace {

enum class Said { Saved, Failed, Nothing };

/// Something that saves a file below a folder, one of two versions of it.
struct Saver
{
    const char *name;
    std::function<Said(const QString &folder, int version)> save;
    const char *file; ///< below the folder
    const char *number; ///< of the fault in the list
};

Said said(const Result<void> &result)
{
    return result ? Said::Saved : Said::Failed;
}

QString configFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
}

Said saveConnections(const QString &, int version)
{
    ConnectionProfile profile;
    profile.id = u"0000000a"_s;
    profile.name = u"version %1"_s.arg(version);
    profile.dialect = u"json"_s;
    ConnectionsFile file;
    QString problem;
    file.read(&problem);
    return said(file.save({profile}));
}

Said saveSettings(const QString &, int version)
{
    Settings().setLayout(QByteArray(20'000, char('a' + version)));
    return Said::Nothing;
}

Said savePlaces(const QString &folder, int version)
{
    LogPlace place;
    place.sequence = quint64(version);
    PlaceMemory(folder + u"/places.json"_s).keep(u"0000000a"_s, place);
    return Said::Nothing;
}

Said saveBookmarks(const QString &folder, int version)
{
    EventBookmarks bookmarks;
    const auto opened = bookmarks.open(folder);
    const auto set = bookmarks.set(7, u"version %1"_s.arg(version));
    return opened && set ? Said::Saved : Said::Failed;
}

Said saveFilters(const QString &folder, int version)
{
    FilterStore store(folder + u"/filters.json"_s);
    auto filters = store.read();
    if (!filters)
        return Said::Failed;
    SavedFilter filter;
    filter.name = u"calls"_s;
    filter.text = u"type:call.%1"_s.arg(version);
    return store.save({filter}) ? Said::Saved : Said::Failed;
}

Said saveSet(const QString &folder, int version)
{
    return said(SubscriptionSets::write(
        folder + u"/set.json"_s,
        {u"calls"_s, u"json"_s, {{u"topic %1"_s.arg(version), {}, false}}}));
}

Said saveInfo(const QString &folder, int version)
{
    CaptureInfo info;
    info.id = u"0123abcd"_s;
    info.created = u"version %1"_s.arg(version);
    return said(info.write(folder));
}

std::function<Said(const QString &, int)> exporter(ExportKind kind, bool compressed)
{
    return [kind, compressed](const QString &folder, int version) {
        MemoryLines lines;
        EventLog log;
        std::vector<TestEvent> events(size_t(200 + version));
        for (size_t i = 0; i < events.size(); ++i)
            events[i].payload = R"({"n":)" + std::to_string(i) + "}";
        log.append(lines.add(batchOf(events)));
        ExportRequest request;
        request.log = log.snapshot();
        request.lines = &lines;
        request.kind = kind;
        request.compressed = compressed;
        request.fileName = folder + u"/export.out"_s;
        ExportProgress progress;
        const auto outcome = runExport(request, progress);
        // Where the name could not be synced, it is the folder that the sentence is about.
        if (!outcome && !outcome.error().contains(folder))
            QTest::qFail(qPrintable(outcome.error()), __FILE__, __LINE__);
        return outcome ? Said::Saved : Said::Failed;
    };
}

const std::vector<Saver> &savers()
{
    static const std::vector<Saver> all{
        {"connections", saveConnections, "connections.json", "C7"},
        {"settings", saveSettings, "settings.json", "C7"},
        {"places", savePlaces, "places.json", "C7"},
        {"bookmarks", saveBookmarks, "bookmarks.json", "C7"},
        {"filters", saveFilters, "filters.json", "C7"},
        {"subscriptions", saveSet, "set.json", "C7"},
        {"capture.json", saveInfo, "capture.json", "C7"},
        {"JSON lines", exporter(ExportKind::JsonLines, false), "export.out", "D8"},
        {"CSV", exporter(ExportKind::Csv, false), "export.out", "D8"},
        {"compressed", exporter(ExportKind::Csv, true), "export.out", "D8"},
        {"SQLite", exporter(ExportKind::Sqlite, false), "export.out", "D8"},
    };
    return all;
}

/// The files in a folder, but for the locks.
QStringList filesIn(const QString &folder)
{
    QStringList names = QDir(folder).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    names.removeIf([](const QString &name) { return name.endsWith(u".lock"_s); });
    return names;
}

/// A folder that is empty, and where nothing fails yet.
QString freshFolder(const QString &root)
{
    const QString folder = root.isEmpty() ? configFolder() : root;
    QDir(folder).removeRecursively();
    QDir().mkpath(folder);
    return folder;
}

} // namespace

void WholeFileFaultsTest::theOldFileOrTheNewOne_data()
{
    QTest::addColumn<int>("saver");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    for (size_t i = 0; i < savers().size(); ++i) {
        const auto row = [&](const char *fault, Kind kind, int code) {
            QTest::addRow("%s: %s, %s", savers()[i].number, savers()[i].name, fault)
                << int(i) << int(kind) << code;
        };
        row("ENOSPC", Kind::Once, ENOSPC);
        row("EIO", Kind::Once, EIO);
        row("half a write, then ENOSPC", Kind::ShortOnce, ENOSPC);
        row("EROFS from there on", Kind::FromNowOn, EROFS);
    }
}

void WholeFileFaultsTest::theOldFileOrTheNewOne()
{
    QFETCH(int, saver);
    QFETCH(int, kind);
    QFETCH(int, code);
    const Saver &one = savers()[size_t(saver)];
    const QTemporaryDir outside;
    const bool usesConfig = saver < 2;
    const QString root = usesConfig ? QString() : outside.filePath(u"f"_s);
    const QString name = QString::fromLatin1(one.file);
    const auto read = [&](const QString &folder) { return readFile(folder + u'/' + name); };

    QString folder = freshFolder(root);
    one.save(folder, 1);
    const QByteArray before = read(folder);
    one.save(folder, 2);
    const QByteArray after = read(folder);
    QVERIFY(!before.isEmpty() && !after.isEmpty() && before != after);

    int call = 1;
    for (bool hit = true; hit; ++call) {
        folder = freshFolder(root);
        DiskLog disk(folder);
        one.save(folder, 1);
        faults::arm(Kind(kind), code, call);
        const Said outcome = one.save(folder, 2);
        hit = faults::hits() > 0;
        faults::disarm();
        disk.stop();
        const QByteArray there = read(folder);
        const QByteArray context =
            QByteArray::number(call) + ": " + there.left(80) + filesIn(folder).join(u' ').toUtf8();
        QVERIFY2(there == before || there == after, context.constData());
        if (outcome == Said::Saved || !hit)
            QVERIFY2(there == after, context.constData());
        if (kind != int(Kind::FromNowOn)) // then nothing can be cleaned up either
            QVERIFY2(filesIn(folder) == QStringList{name}, context.constData());
        std::mt19937 random{quint32(call)};
        const QTemporaryDir image;
        disk.restore(disk.size(), DiskLog::Disk::Nothing, random, image.path());
        const QByteArray left = read(image.path());
        QVERIFY2(left == before || left == after, context.constData());
        if (outcome == Said::Saved)
            QVERIFY2(left == after, context.constData());
    }
    QVERIFY2(call > 4, qPrintable(QString::number(call)));
    freshFolder(root);
}
