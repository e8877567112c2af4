// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

#include <QJsonArray>
#include <QMap>

namespace eventscope {

/// The file of the saved connections, which several windows of several programs may read and write:
/// what is saved is put together with what the file has by then, under a lock. What cannot be read
/// is never overwritten. Main thread.
class ConnectionsFile
{
public:
    static QString fileName();

    /// What cannot be read is left out and said in `problem`; if the file could be opened at all,
    /// it is then kept under another name, without the secrets that can be told by their names.
    QVector<ConnectionProfile> read(QString *problem);
    /// Saves what has changed since it was read or saved last; what others saved meanwhile stays.
    /// All or nothing; transient connections are left out.
    Result<void> save(const QVector<ConnectionProfile> &connections);

    /// `shown` is what the file has, but for secrets of the URL that have no other place yet: until
    /// it is changed or released, the file keeps its own.
    void hold(const ConnectionProfile &shown);
    /// The next save() writes the connection without its secrets.
    void release(const QString &id);

private:
    struct Content;

    static Result<Content> load();
    static Result<QString> keepUnreadable(const Content &content);
    QJsonArray merged(const Content &file, const QVector<ConnectionProfile> &connections) const;

    QMap<QString, ConnectionProfile> m_known; ///< as they were read or saved last, by id
};

} // namespace eventscope
