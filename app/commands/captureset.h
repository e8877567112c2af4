// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturereader.h"
#include "models/capture/foreignfile.h"

#include <memory>
#include <vector>

namespace eventscope {

/// One or several captures (or NDJSON files) opened to be read, as one log, merged by the time at
/// which their events were recorded. Of equal times the capture that was named first comes first,
/// and the order within a capture stays. It owns their readers. Rows of several are numbered anew;
/// origin() says where each comes from.
class CaptureSet final : public LineSource
{
public:
    /// Loads them on the calling thread; the error names the one that cannot be opened. `progress`
    /// gets 0..1000 for all together and may answer false to stop; then there is an error too.
    static Result<std::unique_ptr<CaptureSet>> load(const QStringList &paths,
                                                    const std::function<bool(int)> &progress = {});

    std::string_view line(const EventRecord &record, std::string &scratch) const override;
    std::string_view lines(const EventRecord &first, const EventRecord &last) const override;
    std::string origin(const EventRecord &record) const override;

    EventLog &log() { return m_log; }
    /// One sentence for each thing that was not as it should be.
    const QStringList &remarks() const { return m_remarks; }
    /// Events that limits removed before; no damage.
    quint64 retired() const { return m_retired; }
    /// Why indexes could not be kept; empty: they could.
    const QString &indexProblem() const { return m_indexProblem; }
    const QMap<QString, CaptureInfo::Connection> &connections() const { return m_connections; }
    QMap<QString, QString> connectionNames() const;
    /// Where captures of one connection differ, what is masked in any of them.
    FieldMasks masks() const { return masksOf(m_connections); }
    quint64 bytes() const { return m_bytes; }
    /// The one NDJSON file that this is, which may grow; null where it is anything else.
    ForeignFile *file() const;

private:
    struct Member
    {
        std::unique_ptr<CaptureReader> reader; ///< one of these two
        std::unique_ptr<ForeignFile> file;
        QString name;
        quint32 firstSegment = 0; ///< what its segment numbers are raised by in this set

        const LineSource &lines() const;
    };
    CaptureSet() = default;
    Result<void> add(const QString &path, EventLog &log, const std::function<bool(int)> &progress,
                     bool alone);
    void addConnections(const QMap<QString, CaptureInfo::Connection> &connections);
    bool merge(std::vector<std::unique_ptr<EventLog>> &logs,
               const std::function<bool(int)> &progress);
    const Member *memberOf(const EventRecord &record, EventRecord &own) const;

    std::vector<Member> m_members;
    EventLog m_log;
    QStringList m_remarks;
    QMap<QString, CaptureInfo::Connection> m_connections;
    quint64 m_bytes = 0;
    quint64 m_retired = 0;
    QString m_indexProblem;
    quint32 m_raise = 0; ///< of the next member
};

} // namespace eventscope
