// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/captureinfo.h"
#include "models/capture/verify.h"

#include <functional>

namespace eventscope {

/// Compares what a capture says that it received (CaptureSums) with the lines that are there. Part
/// of verifyCapture(), which goes through the lines once, front to back.
class SumCheck
{
public:
    using Say = std::function<void(const QString &sentence)>;
    /// `say` takes what a person is to know. Both outlive this.
    SumCheck(VerifyReport &report, Say say) : m_report(report), m_say(std::move(say)) { }

    /// Before the first line is read: what is in the sums by then is on the disk.
    void read(const QString &folder, const CaptureInfo &info);
    /// Around the lines of a segment, each told with where it ends, line break included.
    void beginSegment(quint32 segment);
    void addLine(std::string_view line, quint64 end);
    void endSegment();
    /// The line with this number is in the sums; the numbers of one capture rise.
    bool covers(quint64 sequence);
    struct End
    {
        CaptureInfo::Retired retired; ///< where limits removed something meanwhile: what it is now
        quint64 last = 0; ///< number of the last line
        quint64 badLines = 0; ///< that are damaged behind it
        bool growing = false; ///< somebody is recording
        bool sawAllFiles = true; ///< of those that wait to be stored
    };
    /// After all else was counted.
    void finish(const End &end);

private:
    using Session = CaptureSums::Session;
    void addUp();
    void checkEnd(const End &end);
    void checkSessions(const End &end);
    void checkLines(const CaptureInfo::Retired &retired);
    void checkLosses();
    void checkFiles();
    void contradiction(const QString &sentence);
    QString nameOf(const QString &connection) const;
    quint64 uncoveredUpTo(quint64 sequence) const;

    VerifyReport &m_report;
    const Say m_say;
    CaptureSums m_sums;
    CaptureInfo::Retired m_retiredBefore;
    size_t m_at = 0; ///< session of the line before
    quint32 m_segment = 0;
    CaptureSums::Checksum m_written; ///< what is known of it
    CaptureSums::Checksum m_there; ///< of as many bytes
};

} // namespace eventscope
