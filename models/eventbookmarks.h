// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QMap>
#include <QObject>
#include <QString>
#include <QVector>

#include <array>
#include <atomic>
#include <memory>
#include <vector>

namespace eventscope {

/// Events that the user marked, by sequence, each with a note. They are kept beside the capture
/// (`bookmarks.json`, for its owner's eyes), so they are there again when it is opened again; what
/// cannot be written is kept for the session, and said. Two windows on one capture keep what
/// the other one marked: only changes are written. GUI thread.
class EventBookmarks final : public QObject
{
    Q_OBJECT
public:
    static constexpr int maxBookmarks = 10'000;
    static constexpr int maxNote = 500;

    explicit EventBookmarks(QObject *parent = nullptr) : QObject(parent) { }

    /// Forgets what it has and reads those of a capture; an empty folder keeps them for the session
    /// alone. The error says what is wrong with the file, which is then left as it is.
    Result<void> open(const QString &folder);
    /// Forgets what it has, and keeps what comes until the window is closed; `why` is said to whoever
    /// sets one.
    void openWithout(const QString &why);
    QString folder() const { return m_folder; }
    /// Why they are not kept; empty: they are.
    QString keptOnlyHere() const { return m_problem; }

    bool contains(quint64 sequence) const { return m_notes.contains(sequence); }
    QString note(quint64 sequence) const { return m_notes.value(sequence); }
    int size() const { return int(m_notes.size()); }
    /// The same as contains(), for the workers of filters, which ask it of millions.
    bool isMarked(quint64 sequence) const;
    QVector<quint64> sequences() const; ///< ascending

    /// Sets or changes one; the error says why it was not saved (it is there all the same), or why
    /// there cannot be another one.
    Result<void> set(quint64 sequence, const QString &note);
    Result<void> remove(quint64 sequence);
    /// Marks, or takes the mark away; a note that was there this session comes back with it.
    Result<void> toggle(quint64 sequence);

Q_SIGNALS:
    void changed(quint64 sequence); ///< 0: all of them

private:
    Result<void> save();
    void tell(quint64 sequence);

    QString m_folder;
    QString m_problem;
    QMap<quint64, QString> m_notes;
    QMap<quint64, QString> m_removed; ///< their notes, for toggle()
    QMap<quint64, bool> m_unsaved; ///< changed since the last save; false: removed
    bool m_foreignFile = false; ///< what stands there is not ours, or cannot be understood

    /// For isMarked(): a sequence whose bit is not set is surely not marked.
    std::array<std::atomic<quint64>, 64> m_bits{};
    std::atomic<std::shared_ptr<const std::vector<quint64>>> m_marked;
};

} // namespace eventscope
