// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exporttarget.h"
#include "models/export/unfinishedfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class ExportTargetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingIsWrittenIntoACapture_data();
    void nothingIsWrittenIntoACapture();
    void aCaptureWithoutDescriptionIsOneToo();
    void besideACaptureIsFine_data();
    void besideACaptureIsFine();
    void onlyWhatIsLeftBehindIsRemoved();
    void aLongNameHasRoomForTheMark();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void fill(const QString &name, const QByteArray &bytes) const;
    /// The names and bytes of what is in the capture.
    QMap<QString, QByteArray> capture() const;
    void refused(const QString &name) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ExportTargetTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkpath(u"c/sub"_s));
    fill(u"c/capture.json"_s, "{}");
    fill(u"c/000001.ndjson"_s, "{\"a\":1}\n");
    QVERIFY(QFile::link(path(u"c"_s), path(u"folderlink"_s)));
    QVERIFY(QFile::link(path(u"c/sub"_s), path(u"sublink"_s)));
    QVERIFY(QFile::link(path(u"c/000001.ndjson"_s), path(u"link.jsonl"_s)));
    QVERIFY(QFile::link(path(u"link.jsonl"_s), path(u"linktolink.jsonl"_s)));
    QVERIFY(QFile::link(path(u"c/000002.ndjson"_s), path(u"dangling.jsonl"_s)));
    fill(u"old.jsonl"_s, "old");
    QVERIFY(QFile::link(path(u"old.jsonl"_s), path(u"harmless.jsonl"_s)));
    QVERIFY(QFile::link(path(u"old.jsonl"_s), path(u"c/sub/out.jsonl"_s)));
}

void ExportTargetTest::fill(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

QMap<QString, QByteArray> ExportTargetTest::capture() const
{
    QMap<QString, QByteArray> files;
    const QDir folder(path(u"c"_s));
    for (const QString &name : folder.entryList(QDir::Files | QDir::Hidden)) {
        QFile file(folder.filePath(name));
        files[name] = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(unreadable)");
    }
    return files;
}

void ExportTargetTest::refused(const QString &name) const
{
    const QMap<QString, QByteArray> before = capture();
    {
        const auto target = ExportTarget::open(path(name));
        if (target) { // what it would have done
            QVERIFY((*target)->write("export"));
            QVERIFY((*target)->commit());
        }
        QCOMPARE(capture(), before);
        QVERIFY(!target);
        QCOMPARE(
            target.error(),
            u"Cannot write %1: it is inside the capture %2: choose a place outside of it"_s.arg(
                path(name), QDir(path(u"c"_s)).canonicalPath()));
    }
    QCOMPARE(capture(), before);
}

void ExportTargetTest::nothingIsWrittenIntoACapture_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("segment") << u"c/000001.ndjson"_s;
    QTest::newRow("next segment") << u"c/000002.ndjson"_s;
    QTest::newRow("description") << u"c/capture.json"_s;
    QTest::newRow("another name") << u"c/out.csv"_s;
    QTest::newRow("by a way around") << u"c/sub/../000001.ndjson"_s;
    QTest::newRow("by a link to the folder") << u"folderlink/000001.ndjson"_s;
    QTest::newRow("up from a link") << u"sublink/../000001.ndjson"_s;
    QTest::newRow("link to a segment") << u"link.jsonl"_s;
    QTest::newRow("link to a link") << u"linktolink.jsonl"_s;
    QTest::newRow("link to a segment to come") << u"dangling.jsonl"_s;
}

void ExportTargetTest::nothingIsWrittenIntoACapture()
{
    QFETCH(const QString, name);
    refused(name);
}

void ExportTargetTest::aCaptureWithoutDescriptionIsOneToo()
{
    QVERIFY(QFile::remove(path(u"c/capture.json"_s)));
    refused(u"c/000001.ndjson"_s); // with a folder that is not ours in it
    QVERIFY(QDir(path(u"c/sub"_s)).removeRecursively());
    fill(u"c/.losses"_s, "{}");
    refused(u"c/000001.ndjson"_s);
    refused(u"c/out.csv"_s);
}

void ExportTargetTest::besideACaptureIsFine_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("written");
    QTest::newRow("new file") << u"new.jsonl"_s << u"new.jsonl"_s;
    QTest::newRow("a segment's name") << u"000001.ndjson"_s << u"000001.ndjson"_s;
    QTest::newRow("old file") << u"old.jsonl"_s << u"old.jsonl"_s;
    QTest::newRow("link to an old file") << u"harmless.jsonl"_s << u"old.jsonl"_s;
    QTest::newRow("link out of the capture") << u"c/sub/out.jsonl"_s << u"old.jsonl"_s;
}

void ExportTargetTest::besideACaptureIsFine()
{
    QFETCH(const QString, name);
    QFETCH(const QString, written);
    const QMap<QString, QByteArray> before = capture();
    const auto target = ExportTarget::open(path(name));
    QVERIFY2(bool(target), target ? "" : qPrintable(target.error()));
    QVERIFY((*target)->write("export"));
    QVERIFY((*target)->commit());
    QFile file(path(written));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "export");
    QCOMPARE(capture(), before);
}

/// D8: what another export is still at stays, and what others may have called so.
void ExportTargetTest::onlyWhatIsLeftBehindIsRemoved()
{
    fill(u"e.sqlite.unfinished-abc123"_s, "half");
    fill(u"e.sqlite.unfinished-notes"_s, "mine");
    fill(u"f.sqlite.unfinished-abc123"_s, "of another file");
    UnfinishedFile first(path(u"e.sqlite"_s));
    QVERIFY(first.make());
    UnfinishedFile second(path(u"e.sqlite"_s));
    QVERIFY(second.make());
    QVERIFY(!QFile::exists(path(u"e.sqlite.unfinished-abc123"_s)));
    QVERIFY(QFile::exists(path(u"e.sqlite.unfinished-notes"_s)));
    QVERIFY(QFile::exists(path(u"f.sqlite.unfinished-abc123"_s)));
    QVERIFY(QFile::exists(first.name()));
    QVERIFY(first.name() != second.name());
    QCOMPARE(QFile::permissions(first.name())
                 & ~QFile::Permissions(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
    QVERIFY(first.putInPlace());
    QVERIFY(second.putInPlace()); // the later one wins, as with any file
    QCOMPARE(QDir(m_folder->path()).entryList({u"e.sqlite*"_s}),
             QStringList({u"e.sqlite"_s, u"e.sqlite.unfinished-notes"_s}));
}

void ExportTargetTest::aLongNameHasRoomForTheMark()
{
    const QString name = QString(120, u'ä') + u".sqlite"_s; // 247 bytes
    UnfinishedFile file(path(name));
    const auto made = file.make();
    QVERIFY2(made, made ? "" : qPrintable(made.error()));
    QVERIFY(file.putInPlace());
    QVERIFY(QFile::exists(path(name)));
}

QTEST_GUILESS_MAIN(ExportTargetTest)
#include "tst_exporttarget.moc"
