// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventbookmarks.h"

#include "models/connection/wholefile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int fileVersion = 1;
constexpr qint64 maxFile = 16LL << 20;

QString pathIn(const QString &folder)
{
    return QDir(folder).filePath(u"bookmarks.json"_s);
}

/// One line, short enough for a cell, whoever wrote it.
QString tidyNote(const QString &note)
{
    return note.simplified().left(EventBookmarks::maxNote);
}

/// Sequences are texts: JSON's numbers are not exact enough for all of them.
QByteArray written(const QMap<quint64, QString> &notes)
{
    QJsonArray list;
    for (auto it = notes.cbegin(); it != notes.cend(); ++it) {
        QJsonObject one{{u"sequence"_s, QString::number(it.key())}};
        if (!it->isEmpty())
            one["note"_L1] = *it;
        list.append(one);
    }
    const QJsonObject file{
        {u"eventscope"_s, u"bookmarks"_s}, {u"version"_s, fileVersion}, {u"bookmarks"_s, list}};
    return QJsonDocument(file).toJson();
}

Result<QMap<quint64, QString>> readNotes(const QString &path)
{
    QMap<quint64, QString> notes;
    QFile file(path);
    if (!file.exists())
        return notes;
    if (!file.open(QIODevice::ReadOnly))
        return Error{file.errorString()};
    if (file.size() > maxFile)
        return Error{EventBookmarks::tr("the file is too large")};
    QJsonParseError error;
    const QJsonObject content = QJsonDocument::fromJson(file.read(maxFile), &error).object();
    if (error.error != QJsonParseError::NoError)
        return Error{error.errorString()};
    if (content["eventscope"_L1] != "bookmarks"_L1 || content["version"_L1].toInt() > fileVersion)
        return Error{EventBookmarks::tr("it is no list of bookmarks that this version knows")};
    const QJsonArray list = content["bookmarks"_L1].toArray();
    for (const auto &one : list) {
        const quint64 sequence = one["sequence"_L1].toString().toULongLong();
        if (sequence > 0 && notes.size() < EventBookmarks::maxBookmarks)
            notes.insert(sequence, tidyNote(one["note"_L1].toString()));
    }
    return notes;
}

} // namespace

Result<void> EventBookmarks::open(const QString &folder)
{
    m_folder = folder;
    m_problem.clear();
    m_notes.clear();
    m_removed.clear();
    m_unsaved.clear();
    m_foreignFile = false;
    Result<void> result;
    if (!folder.isEmpty()) {
        auto notes = readNotes(pathIn(folder));
        if (notes) {
            m_notes = std::move(*notes);
        } else {
            m_foreignFile = true;
            m_problem = tr("The bookmarks in %1 cannot be read: %2. New ones are kept until the "
                           "window is closed.")
                            .arg(folder, notes.error());
            result = Error{m_problem};
        }
    }
    tell(0);
    return result;
}

void EventBookmarks::tell(quint64 sequence)
{
    std::vector<quint64> all(m_notes.keyBegin(), m_notes.keyEnd());
    for (const quint64 one : all) {
        const quint64 hash = one * 0x9e3779b97f4a7c15U >> 52;
        m_bits[hash / 64].fetch_or(quint64(1) << (hash % 64), std::memory_order_relaxed);
    }
    m_marked.store(std::make_shared<const std::vector<quint64>>(std::move(all)));
    Q_EMIT changed(sequence);
}

bool EventBookmarks::isMarked(quint64 sequence) const
{
    const quint64 hash = sequence * 0x9e3779b97f4a7c15U >> 52;
    if (!(m_bits[hash / 64].load(std::memory_order_relaxed) >> (hash % 64) & 1))
        return false;
    const auto all = m_marked.load();
    return all && std::binary_search(all->begin(), all->end(), sequence);
}

void EventBookmarks::openWithout(const QString &why)
{
    static_cast<void>(open({})); // without a folder there is nothing to go wrong
    m_problem = why;
}

QVector<quint64> EventBookmarks::sequences() const
{
    return {m_notes.keyBegin(), m_notes.keyEnd()};
}

Result<void> EventBookmarks::set(quint64 sequence, const QString &note)
{
    if (!contains(sequence) && size() >= maxBookmarks)
        return Error{tr("There are %1 bookmarks, and there can be no more.").arg(maxBookmarks)};
    m_notes.insert(sequence, tidyNote(note));
    m_unsaved.insert(sequence, true);
    tell(sequence);
    return save();
}

Result<void> EventBookmarks::remove(quint64 sequence)
{
    if (!contains(sequence))
        return {};
    m_removed.insert(sequence, m_notes.take(sequence));
    m_unsaved.insert(sequence, false);
    tell(sequence);
    return save();
}

Result<void> EventBookmarks::toggle(quint64 sequence)
{
    return contains(sequence) ? remove(sequence) : set(sequence, m_removed.value(sequence));
}

Result<void> EventBookmarks::save()
{
    if (m_folder.isEmpty() || m_foreignFile)
        return m_problem.isEmpty() ? Result<void>() : Result<void>(Error{m_problem});
    // Another window may have marked others meanwhile.
    auto there = readNotes(pathIn(m_folder));
    QMap<quint64, QString> all = there ? std::move(*there) : m_notes;
    for (auto it = m_unsaved.cbegin(); it != m_unsaved.cend(); ++it) {
        if (*it)
            all.insert(it.key(), m_notes.value(it.key()));
        else
            all.remove(it.key());
    }
    if (const auto saved = saveWholeFile(pathIn(m_folder), written(all), Readers::Owner); !saved) {
        m_problem = tr("Bookmarks cannot be saved in %1: %2. They are kept until the window is "
                       "closed.")
                        .arg(m_folder, saved.error());
        return Error{m_problem};
    }
    m_problem.clear();
    m_unsaved.clear();
    if (std::exchange(m_notes, all) != all)
        tell(0);
    return {};
}

} // namespace eventscope
