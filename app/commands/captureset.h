// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturereader.h"

#include <memory>
#include <vector>

namespace eventscope {

/// One or several captures opened to be read, as one log: the rows of the first, then those of the
/// next. It owns their readers.
class CaptureSet final : public LineSource
{
public:
    /// Loads them in order on the calling thread; the error names the one that cannot be opened.
    /// `progress` gets 0..1000 for each and may answer false to stop; then there is an error too.
    static Result<std::unique_ptr<CaptureSet>> load(const QStringList &folders,
                                                    const std::function<bool(int)> &progress = {});

    std::string_view line(const EventRecord &record, std::string &scratch) const override;

    EventLog &log() { return m_log; }
    /// One sentence for each thing that was not as it should be.
    const QStringList &remarks() const { return m_remarks; }
    const QMap<QString, CaptureInfo::Connection> &connections() const { return m_connections; }
    QMap<QString, QString> connectionNames() const;
    /// Where captures of one connection differ, what is masked in any of them.
    FieldMasks masks() const { return masksOf(m_connections); }
    quint64 bytes() const { return m_bytes; }

private:
    struct Member
    {
        std::unique_ptr<CaptureReader> reader;
        quint32 firstSegment = 0; ///< what its segment numbers are raised by in this set
    };
    CaptureSet() = default;
    void addConnections(const QMap<QString, CaptureInfo::Connection> &connections);
    void append(EventLog &from, quint32 raiseSegments, const std::function<bool(int)> &progress);

    std::vector<Member> m_members;
    EventLog m_log;
    QStringList m_remarks;
    QMap<QString, CaptureInfo::Connection> m_connections;
    quint64 m_bytes = 0;
};

} // namespace eventscope
