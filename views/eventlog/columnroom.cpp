// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/columnroom.h"

#include "models/eventlogroles.h"
#include "views/eventlog/eventdelegate.h"

#include <QDataStream>
#include <QEvent>
#include <QHeaderView>
#include <QIODevice>
#include <QTimer>

#include <utility>

namespace eventscope {

namespace {

constexpr quint32 stateMagic = 0x4553434f; // "ESCO"

/// Those that say least first; time, type and summary stay.
constexpr int byWorth[] = {EventLogColumn::Topic, EventLogColumn::Connection,
                           EventLogColumn::Subject};

} // namespace

ColumnRoom::ColumnRoom(QHeaderView *header) : QObject(header), m_header(header)
{
    header->viewport()->installEventFilter(this);
    // Another column may be the last one now, which takes what is left.
    connect(header, &QHeaderView::sectionMoved, this, [this] { fit(); });
}

bool ColumnRoom::eventFilter(QObject *watched, QEvent *event)
{
    // Sections cannot be hidden in the middle of the header's own resizing.
    if (event->type() == QEvent::Resize)
        QTimer::singleShot(0, this, [this] { fit(); });
    return QObject::eventFilter(watched, event);
}

void ColumnRoom::choose(int column, bool shown)
{
    m_chosen.insert(column);
    m_hidden.remove(column);
    m_header->setSectionHidden(column, !shown);
    fit();
}

void ColumnRoom::forgetChoices()
{
    m_chosen.clear();
    fit();
}

/// How much the last column lacks of its natural width.
int ColumnRoom::missing() const
{
    int last = -1;
    int others = 0;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        if (m_header->isSectionHidden(column))
            continue;
        if (last >= 0)
            others += m_header->sectionSize(last);
        last = column;
    }
    if (last < 0)
        return 0;
    return others + EventDelegate::naturalWidth(last, m_header->parentWidget()->font())
        - m_header->viewport()->width();
}

void ColumnRoom::fit()
{
    // Before the first layout nobody knows how much room there is.
    if (m_fitting || m_header->count() == 0 || !m_header->isVisible())
        return;
    m_fitting = true;
    const QSet<int> before = std::exchange(m_hidden, {});
    for (const int column : before)
        m_header->setSectionHidden(column, false);
    for (const int column : byWorth) {
        if (m_chosen.contains(column) || m_header->isSectionHidden(column))
            continue;
        if (missing() <= 0)
            break;
        m_header->setSectionHidden(column, true);
        m_hidden.insert(column);
    }
    m_fitting = false;
}

void ColumnRoom::setChosen(const QSet<int> &chosen)
{
    m_chosen = chosen;
    m_hidden.clear();
    fit();
}

bool ColumnRoom::restore(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    QByteArray state;
    QSet<int> chosen;
    QSet<int> hidden;
    stream >> magic;
    if (magic == stateMagic) {
        stream >> state >> chosen >> hidden;
        if (stream.status() != QDataStream::Ok)
            return false;
    } else {
        state = bytes;
    }
    if (!m_header->restoreState(state))
        return false;
    if (magic != stateMagic) {
        for (int column = 0; column < m_header->count(); ++column) {
            if (m_header->isSectionHidden(column))
                chosen.insert(column);
        }
    }
    m_chosen = std::move(chosen);
    m_hidden = std::move(hidden);
    fit();
    return true;
}

} // namespace eventscope
