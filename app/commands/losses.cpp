// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/losses.h"

#include "app/feeds/eventoutlet.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// How many events a gap row says are missing.
quint64 droppedIn(std::string_view data)
{
    const QByteArray json = QByteArray::fromRawData(data.data(), qsizetype(data.size()));
    return quint64(std::max(0.0, QJsonDocument::fromJson(json).object()[u"dropped"_s].toDouble()));
}

} // namespace

Losses::Losses(CaptureWriter &writer)
    : m_writer(writer), m_note(writer.folder()), m_untold(LossNote::read(writer.folder())),
      m_noted(m_untold)
{ }

void Losses::tellEarlier()
{
    tell(u"the disk was full when the recording before this one ended"_s);
}

void Losses::dropped(const QString &connectionId, quint64 events)
{
    m_untold[connectionId] += events;
}

void Losses::stored(const StoredBatch &stored)
{
    constexpr EventFlags gap = OwnEvent | GapEvent;
    for (const BatchEntry &entry : stored.batch->entries()) {
        if ((entry.flags & gap) != gap)
            continue;
        const std::string_view connection = stored.batch->connection();
        const QString id = QString::fromUtf8(connection.data(), qsizetype(connection.size()));
        ++m_gaps[id];
        const auto untold = m_untold.find(id);
        if (untold == m_untold.end())
            continue;
        *untold -= std::min(*untold, droppedIn(stored.batch->part(entry, entry.data)));
        if (*untold == 0)
            m_untold.erase(untold);
    }
    // At once: after a crash the next recording would tell it a second time.
    if (!m_noted.isEmpty() && m_untold.isEmpty())
        note();
}

void Losses::tell(const QString &cause)
{
    for (auto it = m_untold.cbegin(); it != m_untold.cend(); ++it) {
        EventOutlet outlet(m_writer, it.key());
        if (const QString name = m_writer.info().connections.value(it.key()).name; !name.isEmpty())
            outlet.setName(name);
        outlet.setDropCause(cause);
        outlet.noteDropped(it.value());
    }
}

QString Losses::note()
{
    if (m_noted == m_untold)
        return {};
    if (!m_note.write(m_untold))
        return u"The capture %1 does not say that events are missing at its end: its disk is full."_s
            .arg(m_writer.folder());
    m_noted = m_untold;
    return {};
}

} // namespace eventscope
