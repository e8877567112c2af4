// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/captureinfo.h"
#include "models/capture/foreignline.h"
#include "models/capture/linecopies.h"
#include "models/capture/logparts.h"
#include "models/capture/segmentmap.h"
#include "models/event/eventlog.h"
#include "models/event/linesource.h"

#include <QStringList>
#include <functional>

namespace eventscope {

class ForeignRows;

/// An NDJSON file (one JSON value a line) that anybody may have written, opened to be read as a
/// log. Nothing is written, neither to it nor beside it; in memory there is a record for each line
/// and no more. What is no JSON becomes a row that says so. A segment of a capture is such a file,
/// too; then the names and masks of its capture hold.
///
/// load() and follow() are for the log's thread; line() for any.
class ForeignFile final : public LineSource
{
public:
    /// The error says what it is if it is no text: compressed, UTF-16, a folder.
    static Result<std::unique_ptr<ForeignFile>> open(const QString &path);
    ~ForeignFile() override;

    std::string_view line(const EventRecord &record, std::string &scratch) const override;
    std::string_view copyOf(const EventRecord &record, std::string &scratch) const override;
    bool isAtHand(const EventRecord &record) const override
    {
        return m_map.isAtHand(record.offset(), record.lineLength);
    }

    /// Reads all lines into `log`, which must be empty. `progress` gets 0..1000 and may answer
    /// false to stop.
    void load(EventLog &log, const std::function<bool(int)> &progress = {});
    /// Instead of load(), as CaptureLoader has it: the same rows a part at a time.
    void begin(const PartSize &size, const std::function<bool(int)> &progress = {});
    bool more(EventLog &log);
    int passed() const; ///< 0..1000
    /// Forgets what of the file is mapped. Nobody may be reading, nor have what was handed out.
    void unmap() const { m_map.unmap(); }
    /// Reads what was appended since, at most about so many bytes; answers how many rows that made.
    quint64 follow(EventLog &log, quint64 atMost);
    /// Why follow() reads no more: the file was cut short or replaced. Empty: it does.
    const QString &ended() const { return m_ended; }

    const QStringList &remarks() const { return m_remarks; }
    const QMap<QString, CaptureInfo::Connection> &connections() const { return m_connections; }
    const QString &path() const { return m_path; }
    quint64 bytes() const { return m_readTo; }

private:
    class Reading;
    explicit ForeignFile(const QString &path);
    std::string_view shown(std::string_view bytes, const EventRecord &record,
                           std::string &scratch) const;
    Result<void> look();
    void lookAgain();
    void learnShape();
    ForeignRows rowsFor(EventLog &log) const;
    void beginReading(Reading &reading);
    void endReading(Reading &reading);
    void nameConnections();
    void remarkOnWhole(quint64 rows, quint64 undecodable);

    const QString m_path;
    mutable SegmentMap m_map;
    mutable LineCopies m_copies;
    ForeignShape m_shape;
    QMap<QString, CaptureInfo::Connection> m_connections;
    bool m_ofCapture = false; ///< sources are connections of the capture that the file is of
    quint64 m_begin = 0; ///< behind a byte order mark
    quint64 m_readTo = 0;
    quint64 m_lookedTo = 0; ///< its length when follow() last read
    quint64 m_torn = 0; ///< bytes behind the last line break that are a row already
    qint64 m_lastUs = noTime; ///< of the last row
    quint64 m_device = 0;
    quint64 m_inode = 0;
    QStringList m_remarks;
    QString m_ended;
    PartSize m_part;
    std::function<bool(int)> m_progress;
    std::unique_ptr<Reading> m_reading; ///< while it is read
};

} // namespace eventscope
