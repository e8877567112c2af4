// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/handshakeheaders.h"

#include <algorithm>

namespace eventscope {

QVector<Header> headersFromLines(const QString &lines)
{
    QVector<Header> headers;
    const QStringList all = lines.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : all) {
        if (line.trimmed().isEmpty())
            continue;
        const qsizetype colon = line.indexOf(u':');
        headers.append(
            {line.left(colon).trimmed().toUtf8(), line.mid(colon + 1).trimmed().toUtf8()});
    }
    return headers;
}

bool isSafeHeader(const Header &header)
{
    const auto isControl = [](char c) { return uchar(c) < 0x20 || uchar(c) == 0x7f; };
    const auto isBadInName = [&isControl](char c) { return isControl(c) || c == ' ' || c == ':'; };
    const QByteArray &name = header.first;
    return !name.isEmpty() && std::none_of(name.begin(), name.end(), isBadInName)
        && std::none_of(header.second.begin(), header.second.end(), isControl);
}

} // namespace eventscope
