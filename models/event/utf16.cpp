// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/utf16.h"

#include <QStringEncoder>

namespace eventscope {

QString toUtf16(std::string_view utf8)
{
    QString text = QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
    if (utf8.starts_with("\xef\xbb\xbf"))
        text.prepend(QChar(QChar::ByteOrderMark));
    return text;
}

std::string toUtf8(QStringView text)
{
    QStringEncoder encoder(QStringConverter::Utf8, QStringConverter::Flag::Stateless);
    const QByteArray utf8 = encoder(text);
    return utf8.toStdString();
}

} // namespace eventscope
