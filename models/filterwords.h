// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filtercompletion.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QHash>
#include <QObject>
#include <QThreadPool>

namespace eventscope {

class EventLogModel;

/// What a filter of this log can be about: what was seen in it lately, masked as it is shown. Some
/// events are read for it, by a worker, when somebody asks, and at most every few seconds; what is
/// not known yet is told of by found(). The model is not owned. GUI thread.
class FilterWords final : public QObject
{
    Q_OBJECT
public:
    explicit FilterWords(const EventLogModel *log, QObject *parent = nullptr);
    ~FilterWords() override;

    /// Without what is saved, which others know. To be asked again for every keystroke; what it
    /// offers holds as long as this lives.
    FilterVocabulary vocabulary();

Q_SIGNALS:
    void found(); ///< more than was offered before

private:
    void forget();
    void readPaths();
    SeenValues valuesAt(const QString &where);
    void readValues(const QString &where);

    struct Values
    {
        SeenValues values;
        QElapsedTimer read;
    };

    const EventLogModel *m_log;
    QStringList m_paths;
    QElapsedTimer m_pathsRead;
    QHash<QString, Values> m_values; ///< by where they stand
    QFutureWatcher<QStringList> *m_readingPaths = nullptr;
    QFutureWatcher<SeenValues> *m_readingValues = nullptr; ///< of what was asked for last
    QString m_readingOf;
    QThreadPool m_pool;
};

} // namespace eventscope
