// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"
#include "models/capture/lanes.h"
#include "models/capture/spillplace.h"
#include "models/capture/spillrecord.h"
#include "models/event/result.h"

#include <mutex>
#include <optional>
#include <vector>

namespace eventscope {

/// What files of the spill in the folder of a capture are called, to begin with.
inline constexpr QLatin1StringView spillPrefix(".spill-");
/// What one gets behind its name that could not be read for good: nothing reads it again by itself.
/// Who gives it its name back has it read by the next recording.
inline constexpr QLatin1StringView unreadableSuffix(".unreadable");

/// The files of the spill of one capture: batches in the order that they came, appended at one end
/// and read at the other. They stand in the capture; where that has no room left, in a place
/// elsewhere, maybe on another disk. A file goes once everything in it is stored. What cannot be
/// read now stays, to be read later; only what is proven to be damaged is passed over. One thread
/// appends, another one reads; its owner sees to it that neither does while clear() runs.
class SpillStore
{
public:
    using Batches = Lanes::Batches;
    struct Places
    {
        QString folder; ///< of the capture
        QString elsewhere; ///< shared by all captures; may be empty, and need not exist
        QString captureId;
    };
    /// How far it has been read. Kept in a file beside the others, and written before what was read
    /// is stored: so that after a crash it is known which events the capture has already. Where it
    /// cannot be written, nothing is read.
    struct Position
    {
        quint32 file = 0;
        quint32 reserved = 0;
        quint64 offset = 0;
        quint64 skip = 0; ///< so many events from there on are stored
        quint64 events = 0; ///< so many after those were about to be,
        quint64 firstSequence = 0; ///< and this is the number of the first of them
    };

    explicit SpillStore(const Places &places);

    /// What an earlier run left, but for what the capture has, which goes on with `nextSequence`:
    /// by connection. A torn end is the end; what is damaged is passed over. Changes no file. The
    /// error says which of them cannot be read: it holds what is lost without it.
    Result<QMap<QString, Lanes::Amount>> find(quint64 nextSequence);
    /// Of the files that find() read: what is no event, being damaged or cut short.
    quint64 damagedBytes() const { return m_damagedBytes; }
    /// An earlier run left something for a capture. Takes nothing, and reads no file.
    static bool isLeft(const QString &folder, const QString &elsewhere);

    // The thread that appends.
    /// All of them, or none: then an errno value, and nothing has changed. They can be read once
    /// publish() was called, which takes no time.
    int append(const Batches &batches);
    void publish();

    // The thread that reads.
    /// What may be read by now, until the next mark: what comes behind it may be of a connection
    /// that has older events elsewhere. Takes no time.
    void mark();
    /// About so many bytes of the oldest, which will be stored from this number on. Nothing: there
    /// are none, what there was is damaged, or it cannot be read now: then there is a problem().
    Batches read(quint64 bytes, quint64 nextSequence);
    /// Of the last read(): one sentence, or empty.
    const QString &problem() const { return m_problem; }
    /// It is one of the file that was to be read (and not one of a system that has no descriptor or
    /// no memory left), so that it may be there for good.
    bool isProblemOfFile() const { return m_problemFile != 0; }
    /// Gives that file another name, and passes it over. One sentence for a person, or why it
    /// cannot be.
    Result<QString> setAside();
    /// What was read is stored.
    void release();
    /// The last so many events of what was read are not stored, and will be read again by whoever
    /// goes on with the capture.
    void goBack(quint64 events);
    /// After goBack(), before anything else is stored: the numbers that were meant for those events
    /// are given to others then.
    void settlePosition();
    /// There is nothing more to read.
    bool isAtEnd() const;

    /// Removes every file.
    void clear();

private:
    struct File
    {
        quint32 number = 0;
        QString path;
        quint64 length = 0; ///< of what may be read
    };
    Result<void> listFiles();
    Result<void> listFilesIn(const QString &folder);
    QString pathIn(const QString &folder, quint32 number) const;
    int beginFile();
    int beginFileIn(const QString &folder, const QString &path);
    Result<void> readPosition(quint64 nextSequence);
    static QString positionPath(const QString &folder);
    void goTo(const Position &position);
    int writePosition(const Position &position);
    void remove(const std::vector<File> &files);
    bool isBehind(quint32 number, quint64 length) const;
    File current() const;
    bool fillWindow(const File &file, quint64 wanted);
    bool isEndGone() const;
    bool cannotRead(const File &file, int code);
    void passDamage(const File &file);
    quint64 findFrame(const File &file);
    SpillFrame frameAt(const File &file);
    std::string_view window() const;
    void nextFile();
    std::unique_ptr<EventBatch> readOne();
    std::unique_ptr<EventBatch> withoutStored(std::unique_ptr<EventBatch> batch);

    const Places m_places;
    SpillPlace m_place;
    mutable std::mutex m_mutex; ///< for m_files
    std::vector<File> m_files; ///< the oldest first; the last one grows
    std::vector<File> m_stuck; ///< stored, and could not be removed; the reader's
    // Of the thread that appends:
    FileHandle m_end;
    quint32 m_endNumber = 0; ///< of the last file ever begun
    quint64 m_endLength = 0;
    bool m_endBroken = false; ///< it could not be cut to what is whole: another file is begun
    std::string m_buffer;
    // Of the thread that reads:
    FileHandle m_begin;
    quint32 m_beginNumber = 0; ///< of the file that is read
    quint64 m_offset = 0; ///< in it
    quint32 m_markNumber = 0; ///< the file and its length up to which may be read
    quint64 m_markLength = 0;
    quint64 m_skip = 0; ///< events from there on that are stored already
    quint64 m_damagedBytes = 0; ///< passed over since find() began
    std::string m_window; ///< bytes of it
    quint64 m_windowOffset = 0;
    FileHandle m_positionFile;
    std::optional<Position> m_lastRead;
    std::optional<Position> m_unsettled; ///< to be written down yet
    QString m_problem;
    quint32 m_problemFile = 0; ///< whose problem it is; 0: of none
};

} // namespace eventscope
