// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QString>

namespace eventscope {

/// How far a command is, on one line of the terminal that is written again and again and gone at
/// the end. Where standard error is no terminal it says nothing. One thread.
class ProgressLine
{
public:
    /// What is done with events: "written".
    explicit ProgressLine(QString done);
    ~ProgressLine();
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    /// `fraction` is of all the work, 0..1.
    void show(quint64 events, quint64 total, double fraction);
    /// `45 %, 4512000 of 10000000 events written, about 12 s left`; a total of 0 is not known:
    /// `45 %, 4512000 events written, about 12 s left`
    static QString text(const QString &done, quint64 events, quint64 total, double fraction,
                        qint64 elapsedMs);

private:
    QString m_done;
    QElapsedTimer m_elapsed;
    bool m_isTerminal = false;
    bool m_shown = false;
};

} // namespace eventscope
