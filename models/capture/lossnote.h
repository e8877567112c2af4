// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"

#include <QLatin1StringView>
#include <QMap>
#include <QStringList>

namespace eventscope {

/// The name of the file in the folder of the capture.
inline constexpr QLatin1StringView lossNoteName(".losses");

/// How many events of each connection are lost without a gap row that says so, because the disk was
/// full to the end: a small file `.losses` in the capture whose room is taken while there is some,
/// so that it can be written when there is none. Whoever goes on with the capture makes the rows.
/// It stands there twice, and the newer one counts: one that was synced is not written over until
/// another was, so that a power cut leaves one whole.
///
/// It says too that the capture is being recorded, which connections had not ended, and with which
/// subscriptions: that is still there after a crash, however far back their last lines are. Only
/// for who holds the lock of the capture.
class LossNote
{
public:
    using Counts = QMap<QString, quint64>; ///< by connection id
    /// As many as find room in a note.
    struct Some
    {
        QStringList names;
        quint64 more = 0; ///< so many have no name in it

        bool operator==(const Some &) const = default;
    };
    using Topics = QMap<QString, QStringList>; ///< by connection id

    /// Opens or makes it. Where that fails it stays empty: a capture is not refused for it.
    explicit LossNote(const QString &folder);
    /// What the note of this capture says; without a note nothing.
    static Counts read(const QString &folder);
    /// True if a recording began, and did not end: it goes on, or was cut short.
    static bool isRecording(const QString &folder);
    /// What it subscribes to, or did until it was cut short.
    static QMap<QString, Some> topics(const QString &folder);
    /// The ids of the connections that it had opened, and that had not ended.
    static Some connected(const QString &folder);
    enum class Durable : quint8 { Yes, Soon }; ///< Soon: it outlives the program, if not the power
    /// Instead of what it says. False if it could not be written.
    bool write(const Counts &counts, Durable durable = Durable::Yes);
    /// What the next write() says of it.
    void setRecording(bool recording) { m_recording = recording; }
    /// The same; what finds no room is counted.
    void setTopics(const Topics &topics) { m_topics = topics; }
    void setConnected(const QStringList &ids) { m_connected = ids; }

private:
    QByteArray text(const Counts &counts) const;

    FileHandle m_file;
    int m_syncedSlot = 0;
    quint64 m_generation = 0;
    bool m_recording;
    Topics m_topics;
    QStringList m_connected;
};

} // namespace eventscope
