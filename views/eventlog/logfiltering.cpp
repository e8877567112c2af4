// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/logfiltering.h"

#include "models/eventlogmodel.h"
#include "views/eventlog/filterbar.h"
#include "views/theme.h"

#include <QLocale>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

LogFiltering::LogFiltering(EventLogModel *model, FilterBar *bar, QObject *parent)
    : QObject(parent), m_model(model), m_bar(bar)
{
    connect(bar, &FilterBar::filterChanged, this, &LogFiltering::apply);
    connect(model, &EventLogModel::filterProgress, this, [this](quint64, quint64, quint64 matches) {
        m_found = matches;
        showResult();
    });
    connect(model, &EventLogModel::filterFinished, this, [this](quint64, quint64, double seconds) {
        m_seconds = seconds;
        showResult();
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, &LogFiltering::showResult);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &LogFiltering::showResult);
    connect(model, &QAbstractItemModel::modelReset, this, &LogFiltering::showResult);
}

void LogFiltering::narrow(const QString &condition)
{
    m_bar->setText(condition);
}

void LogFiltering::apply(const QString &text)
{
    m_seconds = -1;
    m_found = 0;
    const EventLog *log = m_model->log();
    if (!log)
        return;
    QMap<quint32, QString> names;
    const auto byId = m_model->connectionNames();
    for (auto it = byId.cbegin(); it != byId.cend(); ++it) {
        const quint32 number = log->connections().find(it.key().toStdString());
        if (number != StringTable::overflow)
            names.insert(number, it.value());
    }
    m_model->setFilter(TextFilter::make(text, *log, names));
    showResult();
}

void LogFiltering::showResult()
{
    const QString size = countText(m_model->logSize());
    QString text;
    if (m_model->isScanning()) {
        text = tr("%1 of %2 · searching…").arg(countText(m_found), size);
    } else if (m_model->isFiltered()) {
        text = tr("%1 of %2").arg(countText(m_model->shownCount()), size);
        if (m_seconds >= 0)
            text += tr(" · %1 s").arg(
                QLocale().toString(std::max(m_seconds, 0.01), 'f', m_seconds < 10 ? 2 : 0));
    }
    m_bar->setResult(text);
}

} // namespace eventscope
