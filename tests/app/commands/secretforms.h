// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

/// A secret in the forms in which something may come to lie on a disk.
inline QList<QByteArray> formsOf(const QByteArray &secret)
{
    QList<QByteArray> forms{secret, secret.toHex(), secret.toBase64().chopped(4)};
    // Behind one or two other bytes base64 has other letters; its ends depend on what is there.
    for (const int before : {1, 2})
        forms += (QByteArray(before, 'x') + secret).toBase64().sliced(4).chopped(4);
    const QString text = QString::fromLatin1(secret);
    forms += QByteArray(reinterpret_cast<const char *>(text.utf16()), text.size() * 2);
    return forms;
}
