// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/subscriptionset.h"

namespace eventscope {

/// The sets of subscriptions that were saved under a name: a folder with one file for each, the
/// same that are exported. Read anew at every call, because several windows use it. GUI thread;
/// the files are small.
class SubscriptionSets
{
public:
    /// The folder is made when the first set is saved. Without one nothing can be saved.
    explicit SubscriptionSets(QString folder) : m_folder(std::move(folder)) { }

    bool isAvailable() const { return !m_folder.isEmpty(); }
    /// By name. What cannot be read is no set.
    QVector<SubscriptionSet> all() const;
    /// Takes the place of the one with its name.
    Result<void> save(const SubscriptionSet &set) const;
    Result<void> remove(const QString &name) const;

    /// The same for any file.
    static Result<void> write(const QString &path, const SubscriptionSet &set);
    static Result<SubscriptionSet> read(const QString &path);

private:
    QString fileOf(const QString &name) const;

    QString m_folder;
};

} // namespace eventscope
