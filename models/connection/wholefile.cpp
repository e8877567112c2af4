// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/wholefile.h"

#include <QFile>
#include <QSaveFile>

namespace eventscope {

Result<void> saveWholeFile(const QString &path, const QByteArray &bytes, Readers readers)
{
    QSaveFile file(path);
    // QSaveFile commits a file that a full disk cut short, if nobody looks at what write()
    // answered.
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush()) {
        const QString why = file.errorString();
        file.cancelWriting();
        return Error{why};
    }
    if (readers == Readers::Owner)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!file.commit())
        return Error{file.errorString()};
    return {};
}

} // namespace eventscope
