// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/savedfilter.h"

namespace eventscope {

/// The file of the saved filters, which several windows of several programs may read and write:
/// what is saved is put together with what the file has by then, under a lock, filter by filter.
/// What cannot be read is kept beside it before anything is overwritten. GUI thread; the file is
/// small.
class FilterStore
{
public:
    /// Without a path nothing is kept: reading gives nothing, saving succeeds.
    explicit FilterStore(QString path) : m_path(std::move(path)) { }

    /// What the file has. No file is no error.
    Result<QVector<SavedFilter>> read();
    /// Saves what has changed since it was read or saved last, and answers what the file has then:
    /// what others saved meanwhile is in it. Only its owner may read it.
    Result<QVector<SavedFilter>> save(const QVector<SavedFilter> &filters);

private:
    Result<QVector<SavedFilter>> load() const;
    QVector<SavedFilter> merged(const QVector<SavedFilter> &file,
                                const QVector<SavedFilter> &filters) const;

    QString m_path;
    QVector<SavedFilter> m_known; ///< as they were read or saved last
};

} // namespace eventscope
