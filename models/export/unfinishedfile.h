// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QString>

namespace eventscope {

/// A file that is filled beside its target, and takes its place when it is whole. Its name says
/// what it is, for a program that is killed leaves it behind; whoever writes the same target next
/// removes that. A lock tells it from the file of a program that is still at it. For its owner
/// only. Used by one thread.
class UnfinishedFile
{
public:
    explicit UnfinishedFile(QString target);
    ~UnfinishedFile(); ///< removes it, unless it is in its place
    Q_DISABLE_COPY_MOVE(UnfinishedFile)

    /// Makes it, and removes what was left behind. The error is only why.
    Result<void> make();
    const QString &name() const { return m_name; }
    int descriptor() const { return m_descriptor; }
    /// What the system says; nothing is there any more but the target.
    Result<void> putInPlace();

private:
    void removeLeftovers() const;
    bool lock() const;

    const QString m_target;
    QString m_name;
    int m_descriptor = -1;
};

} // namespace eventscope
