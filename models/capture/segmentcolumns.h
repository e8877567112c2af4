// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/segmentindex.h"

#include <QStringList>
#include <atomic>
#include <functional>

namespace eventscope {

class LineReader;

/// The columns of one segment on their way to the log: from its index where that is good, else from
/// its lines. Read on any thread, one segment each; put into the log in order by CaptureLoader.
/// Immutable once read.
class SegmentColumns
{
public:
    /// Records whose lines stand side by side and are numbered one by one.
    struct Run
    {
        quint64 firstSequence = 0;
        quint64 offset = 0; ///< of the first line in the segment
        size_t first = 0; ///< record
        size_t count = 0;
    };
    using Texts = std::vector<std::string_view>;

    /// `sealed`: nobody appends to it any more, so it may have an index. Gives up soon once `stop`
    /// is true; then wasStopped().
    static std::unique_ptr<const SegmentColumns> read(const QString &folder, quint32 segment,
                                                      bool sealed, const std::atomic<bool> &stop);

    /// Of a segment that may still grow: the lines from `offset` on, at most about so many bytes.
    /// What stands behind the last line break is no line yet.
    static std::unique_ptr<const SegmentColumns> readOn(const QString &folder, quint32 segment,
                                                        quint64 offset, quint64 atMost);

    int openError() const { return m_openError; } ///< errno; then there is nothing
    bool wasStopped() const { return m_stopped; }
    const std::vector<Run> &runs() const { return m_runs; }
    const IndexRecord &at(size_t i) const { return m_index ? m_index->at(i) : m_builder->at(i); }
    size_t size() const { return m_index ? m_index->size() : m_builder ? m_builder->size() : 0; }
    Texts types() const;
    Texts topics() const;
    Texts connections() const;

    /// Behind the last whole line that was read, where readOn() goes on; 0: an index was read.
    quint64 end() const { return m_end; }

    /// What was not as it should be, one sentence each, no more than a few; and how many more.
    const QStringList &remarks() const { return m_remarks; }
    quint64 unsaid() const { return m_unsaid; }
    quint64 badLines() const { return m_badLines; }
    /// The lines are whole: an index can be written, and there is none that is good.
    bool wantsIndex() const { return m_wantsIndex; }
    Result<void> saveIndex() const;

private:
    SegmentColumns(const QString &folder, quint32 segment)
        : m_folder(folder), m_segment(segment) { }
    bool readIndex(const FileHandle &file);
    void readLines(bool sealed, const std::atomic<bool> &stop);
    void takeLines(LineReader &reader, quint64 atMost, const std::atomic<bool> &stop);
    void remark(const QString &sentence);
    void add(quint64 sequence, quint64 offset, quint64 previousEnd);

    const QString m_folder;
    const quint32 m_segment;
    std::unique_ptr<const SegmentIndex> m_index; ///< one of these two
    std::unique_ptr<IndexBuilder> m_builder;
    std::vector<Run> m_runs;
    QStringList m_remarks;
    quint64 m_unsaid = 0;
    quint64 m_badLines = 0;
    quint64 m_end = 0;
    int m_openError = 0;
    bool m_wantsIndex = false;
    bool m_stopped = false;
};

} // namespace eventscope
