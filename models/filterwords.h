// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filtercompletion.h"

#include <QElapsedTimer>

namespace eventscope {

class EventLogModel;

/// What a filter of this log can be about: what was seen in it lately, masked as it is shown. A few
/// events are read for it, at most every few seconds. The model is not owned. GUI thread.
class FilterWords
{
public:
    explicit FilterWords(const EventLogModel *log) : m_log(log) { }

    /// Without what is saved, which others know.
    FilterVocabulary vocabulary();
    void forget() { m_read.invalidate(); }

private:
    void read();

    const EventLogModel *m_log;
    QStringList m_paths;
    QMap<QString, QStringList> m_values; ///< by path
    QElapsedTimer m_read;
};

} // namespace eventscope
