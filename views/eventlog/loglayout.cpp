// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/loglayout.h"

#include <QDataStream>
#include <QIODevice>

namespace eventscope {

QByteArray LogLayout::toBytes() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << columns << splitter << details << timeline << history << tab;
    return bytes;
}

std::optional<LogLayout> LogLayout::fromBytes(const QByteArray &bytes)
{
    LogLayout layout;
    QDataStream stream(bytes);
    stream >> layout.columns >> layout.splitter >> layout.details;
    if (stream.status() != QDataStream::Ok)
        return {};
    // One by one, as versions came to save them.
    if (!stream.atEnd())
        stream >> layout.timeline;
    if (!stream.atEnd())
        stream >> layout.history;
    if (!stream.atEnd())
        stream >> layout.tab;
    return layout;
}

} // namespace eventscope
