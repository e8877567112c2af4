// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capturelistmodel.h"

#include "models/event/displaytext.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxName = 200;

QString momentText(qint64 us)
{
    return us == 0 ? QString()
                   : QDateTime::fromMSecsSinceEpoch(us / 1000).toString(u"yyyy-MM-dd HH:mm"_s);
}

QString lengthText(qint64 us)
{
    const qint64 s = us / 1'000'000;
    if (s < 60)
        return CaptureListModel::tr("%1 s").arg(s);
    if (s < 3600)
        return CaptureListModel::tr("%1 min").arg(s / 60);
    if (s < 48 * 3600)
        return CaptureListModel::tr("%1 h %2 min").arg(s / 3600).arg(s / 60 % 60);
    return CaptureListModel::tr("%1 days").arg(s / 86400);
}

// As the window says them everywhere.
QString sizeText(quint64 bytes)
{
    return QLocale().formattedDataSize(qint64(bytes), bytes < 10'000 ? 0 : 1,
                                       QLocale::DataSizeSIFormat);
}

QString countText(quint64 count)
{
    QString digits = QString::number(count);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, QChar(QChar::Nbsp));
    return digits;
}

/// Numbers stand under each other.
int alignmentOf(int column)
{
    const bool number = column == CaptureListModel::Length || column == CaptureListModel::Events
        || column == CaptureListModel::Size;
    return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

bool sameCapture(const CaptureSummary &a, const CaptureSummary &b)
{
    return a.state == b.state && a.bytes == b.bytes && a.events == b.events && a.lastUs == b.lastUs
        && a.firstUs == b.firstUs && a.kept == b.kept && a.connections == b.connections
        && a.retired == b.retired && a.problem == b.problem;
}

} // namespace

int CaptureListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_captures.size());
}

int CaptureListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString CaptureListModel::stateText(const CaptureSummary &capture) const
{
    if (const QString progress = m_progress.value(capture.folder); !progress.isEmpty())
        return progress;
    QString text;
    switch (capture.state) {
    case CaptureSummary::State::Recording:
        text = tr("recording");
        break;
    case CaptureSummary::State::CutShort:
        text = tr("cut short");
        break;
    case CaptureSummary::State::Incomplete:
        text = tr("events not stored");
        break;
    case CaptureSummary::State::Unreadable:
        text = tr("cannot be read");
        break;
    case CaptureSummary::State::Complete:
        text = tr("complete");
        break;
    }
    const Verdict verdict = m_verdicts.value(capture.folder);
    if (!verdict.text.isEmpty() && verdict.bytes == capture.bytes
        && capture.state == CaptureSummary::State::Complete)
        text = verdict.text.section(u':', 0, 0).toLower();
    return capture.kept ? tr("%1, kept").arg(text) : text;
}

QVariant CaptureListModel::sortValue(const CaptureSummary &capture, int column) const
{
    switch (column) {
    case Began:
        return capture.firstUs;
    case Length:
        return capture.lastUs - capture.firstUs;
    case Events:
        return capture.events;
    case Size:
        return capture.bytes;
    case Connections:
        return capture.connections.join(u", "_s).toCaseFolded();
    case State:
        return stateText(capture);
    default:
        return capture.name.toCaseFolded();
    }
}

QVariant CaptureListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_captures.size())
        return {};
    const CaptureSummary &capture = m_captures[index.row()];
    if (role == SortRole)
        return sortValue(capture, index.column());
    const QString name = displayText(capture.name, maxName);
    const QString connections = displayText(capture.connections.join(u", "_s), maxName);
    if (role == SearchRole)
        return QStringList{name, connections, stateText(capture), momentText(capture.firstUs)}.join(
            u'\n');
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(index.column());
    if (role == Qt::ToolTipRole) {
        const QString verdict = m_verdicts.value(capture.folder).text;
        QString tip = capture.problem.isEmpty() ? capture.folder : capture.problem;
        if (!verdict.isEmpty())
            tip += u'\n' + verdict;
        if (capture.retired.events > 0)
            tip +=
                u'\n' + tr("Limits removed %1 older events").arg(countText(capture.retired.events));
        return toolTipText(tip);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return name;
    case Began:
        return momentText(capture.firstUs);
    case Length:
        return capture.events > 0 ? lengthText(capture.lastUs - capture.firstUs) : QString();
    case Events:
        return countText(capture.events);
    case Size:
        return sizeText(capture.bytes);
    case Connections:
        return connections;
    default:
        return stateText(capture);
    }
}

QVariant CaptureListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Capture");
    case Began:
        return tr("Began");
    case Length:
        return tr("Length");
    case Events:
        return tr("Events");
    case Size:
        return tr("Size");
    case Connections:
        return tr("Connections");
    case State:
        return tr("State");
    default:
        return {};
    }
}

int CaptureListModel::rowOf(const QString &folder) const
{
    const auto found =
        std::find_if(m_captures.cbegin(), m_captures.cend(),
                     [&folder](const CaptureSummary &one) { return one.folder == folder; });
    return found == m_captures.cend() ? -1 : int(found - m_captures.cbegin());
}

void CaptureListModel::setCaptures(const QVector<CaptureSummary> &captures)
{
    const auto isIn = [](const QVector<CaptureSummary> &list, const QString &folder) {
        return std::any_of(list.cbegin(), list.cend(),
                           [&folder](const CaptureSummary &one) { return one.folder == folder; });
    };
    for (int row = int(m_captures.size()) - 1; row >= 0; --row) {
        if (isIn(captures, m_captures[row].folder))
            continue;
        beginRemoveRows({}, row, row);
        m_captures.removeAt(row);
        endRemoveRows();
    }
    for (const CaptureSummary &one : captures) {
        const int row = rowOf(one.folder);
        if (row < 0) {
            beginInsertRows({}, int(m_captures.size()), int(m_captures.size()));
            m_captures.append(one);
            endInsertRows();
        } else if (!sameCapture(m_captures[row], one)) {
            m_captures[row] = one;
            rowChanged(one.folder);
        }
    }
}

void CaptureListModel::setVerdict(const QString &folder, const QString &verdict, bool sound)
{
    const int row = rowOf(folder);
    m_verdicts.insert(folder, {verdict, sound, row < 0 ? 0 : m_captures[row].bytes});
    rowChanged(folder);
}

void CaptureListModel::setProgress(const QString &folder, const QString &progress)
{
    if (progress.isEmpty())
        m_progress.remove(folder);
    else
        m_progress.insert(folder, progress);
    rowChanged(folder);
}

void CaptureListModel::rowChanged(const QString &folder)
{
    const int row = rowOf(folder);
    if (row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

} // namespace eventscope
