// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/logmerge.h"
#include "models/capture/captureloader.h"
#include "models/capture/capturereader.h"
#include "models/capture/foreignfile.h"
#include "models/capture/logparts.h"

#include <memory>
#include <vector>

namespace eventscope {

/// One or several captures (or NDJSON files) opened to be read, as one log, merged by the time at
/// which their events were recorded. Of equal times the capture that was named first comes first,
/// and the order within a capture stays. It owns their readers. Rows of several are numbered anew;
/// origin() says where each comes from.
///
/// A command passes over them part by part, in memory that does not grow with them. A window opens
/// them, which is quick, and then has a worker read them and hand over their rows part by part; the
/// log is the window's own meanwhile.
class CaptureSet final : public LineSource
{
public:
    /// What open() and the reading after it found.
    struct Findings
    {
        QStringList remarks; ///< one sentence for each thing that was not as it should be
        quint64 retired = 0; ///< events that limits removed before; no damage
        QString indexProblem; ///< why indexes could not be kept; empty: they could
        quint64 bytes = 0;
    };
    /// What follow() found.
    struct Followed
    {
        LogPart part;
        bool more = false; ///< there may be more than it was to read
        QStringList recorded; ///< names of those that somebody is writing
        CaptureInfo::Retired retired; ///< of the one capture, by now
        /// Of several, what limits have removed by now: the first and the last of their segments.
        std::vector<std::pair<quint32, quint32>> gone;
        QMap<QString, CaptureInfo::Connection> connections; ///< by now
        QStringList damaged; ///< what became of parts that were read; said once
        QStringList ended; ///< why one is read no more; said once
        bool over = false; ///< none is
        quint64 bytes = 0;
    };

    /// Loads them on the calling thread; the error names the one that cannot be opened. `progress`
    /// gets 0..1000 for all together and may answer false to stop; then there is an error too.
    static Result<std::unique_ptr<CaptureSet>> load(const QStringList &paths,
                                                    const std::function<bool(int)> &progress = {});

    /// Opens them, so that lines of their events can be read; the log stays empty.
    static Result<std::unique_ptr<CaptureSet>> open(const QStringList &paths);
    /// Reads their events, after open(), on one worker: `take` gets rows, which are for log() and
    /// may be none, and how far it is (0..1000); it may answer false to stop. A part that has the
    /// first rows of a connection that came since open() says so; see LogPart.
    using Take = std::function<bool(LogPart part, int progress)>;
    void readParts(const Take &take);
    /// Of what is there only while it is read; any thread.
    bool isIndexing() const { return m_indexing; }
    /// After readParts(), on the same thread or one after it.
    const Findings &findings() const { return m_findings; }

    /// Instead of reading them, after open(): settles what is passed over (what is appended from
    /// now on is not) and which connections there are. One thread from here on; `progress` gets
    /// 0..1000 and may answer false to stop.
    void begin(const PartSize &size = {}, const std::function<bool(int)> &progress = {});
    /// Puts the next part into log(), and forgets the one before with all that was mapped for it:
    /// its rows, its texts and what was handed out. False: there is no more, or it was stopped;
    /// then findings() say what was not as it should be.
    bool more();
    int passed() const; ///< 0..1000
    int vanishedSegments() const; ///< as CaptureLoader has them
    quint64 vanishedEvents() const;

    /// What was appended since, at most about so many bytes; as readParts(). Of several that comes
    /// behind what is there, by time among itself.
    Followed follow(quint64 atMost);
    /// What limits had removed of the one capture when it was read.
    const CaptureInfo::Retired &retiredThen() const { return m_retiredThen; }
    /// The same of several, as Followed::gone.
    std::vector<std::pair<quint32, quint32>> goneThen() const;
    /// Names of those that somebody is recording.
    QStringList recordedNow() const;

    std::string_view line(const EventRecord &record, std::string &scratch) const override;
    std::string_view copyOf(const EventRecord &record, std::string &scratch) const override;
    bool isAtHand(const EventRecord &record) const override;
    std::string_view lines(const EventRecord &first, const EventRecord &last) const override;
    std::string origin(const EventRecord &record) const override;

    EventLog &log() { return m_log; }
    const QStringList &remarks() const { return m_findings.remarks; }
    quint64 retired() const { return m_findings.retired; }
    const QString &indexProblem() const { return m_findings.indexProblem; }
    quint64 bytes() const { return m_findings.bytes; }
    const QMap<QString, CaptureInfo::Connection> &connections() const { return m_connections; }
    QMap<QString, QString> connectionNames() const;
    /// Where captures of one connection differ, what is masked in any of them. What no capture says
    /// anything of, such as files of others, is masked as a new connection is (otherConnections).
    FieldMasks masks() const { return masksWith(m_connections); }
    /// The same with connections that came since.
    static FieldMasks masksWith(const QMap<QString, CaptureInfo::Connection> &connections);

private:
    struct Member
    {
        std::unique_ptr<CaptureReader> reader; ///< one of these two
        std::unique_ptr<ForeignFile> file;
        QString name;
        quint32 firstSegment = 0; ///< what its segment numbers are raised by in this set
        quint32 lastSegment = 0; ///< of a capture: a later one would be the next member's
        quint64 bytes = 0;
        quint32 letGo = 0; ///< segments that limits removed, as far as is known
        bool over = false; ///< it is not followed any more
        CaptureReader::Loaded loaded;
        std::unique_ptr<EventLog> log; ///< of one of several: its rows on their way
        std::unique_ptr<CaptureLoader> loader; ///< of a capture, once it is read

        const LineSource &lines() const;
        bool more(EventLog &into);
        int passed() const;
    };
    CaptureSet() = default;
    Result<void> add(const QString &path);
    bool read(EventLog &log, const std::function<bool(int)> &progress);
    void readConnectionsAgain(QMap<QString, CaptureInfo::Connection> &into) const;
    bool hasCaptures() const;
    LogPart takePart();
    void maskUnknown(QMap<QString, CaptureInfo::Connection> &connections) const;
    void readMember(Member &member, EventLog &log, const std::function<bool(int)> &progress);
    void noteMember(Member &member);
    bool readMerged(EventLog &into, const std::function<bool(int)> &progress);
    void followMember(Member &member, quint64 atMost, Followed &found);
    QString followCapture(Member &member, EventLog &log, quint64 atMost, Followed &found);
    const Member *memberOf(const EventRecord &record, EventRecord &own) const;

    EventLog m_log;
    EventLog m_read; ///< of who reads: rows on their way to the log
    LogParts m_parts;
    Findings m_findings;
    std::atomic<bool> m_indexing = false;
    std::vector<Member> m_members; ///< fixed once they are open
    QMap<QString, CaptureInfo::Connection> m_connections; ///< the same, or loaded
    QMap<QString, CaptureInfo::Connection> m_known; ///< by now, to who reads
    QStringList m_seen; ///< connections with rows in what was handed over
    quint32 m_raise = 0; ///< of the next member
    CaptureInfo::Retired m_retiredThen;
    std::unique_ptr<LogMerge> m_merge; ///< of several, once they are read
    PartSize m_part;
    bool m_stopped = false; ///< while parts are read
};

} // namespace eventscope
