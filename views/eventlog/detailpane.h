// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/eventdetails.h"

#include <QTimer>
#include <QWidget>

class QPushButton;
class QStackedWidget;
class QTabBar;
class QTreeWidget;

namespace eventscope {

class EventLogModel;
class PayloadView;
class PlainLabel;

/// The selected event: readable, as received, and its attributes. It keeps showing an event that a
/// filter hides.
class DetailPane final : public QWidget
{
    Q_OBJECT
public:
    explicit DetailPane(EventLogModel *model, QWidget *parent = nullptr);

    /// 0: nothing is selected. What is shown follows a moment later, so that a held arrow key is
    /// not slowed down.
    void setSequence(quint64 sequence);
    quint64 sequence() const { return m_sequence; }

    /// False: a filter hides the event that is shown; its title says so.
    void setInTable(bool shown);

    enum Tab { Readable, Raw, Attributes };
    void setTab(Tab tab);
    void focusText();
    QString title() const;

Q_SIGNALS:
    void copied(const QString &what);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildHeader();
    void load();
    void fill();
    void fillAttributes();
    void showTitle();
    void showMore();
    void copyAll();

    EventLogModel *m_model;
    quint64 m_sequence = 0;
    EventDetails m_details;
    QString m_title;
    bool m_inTable = true;
    int m_bounds = 1; ///< how many times the usual length is shown
    bool m_filled[3] = {};
    QTimer m_loadSoon;

    QTabBar *m_tabs;
    PlainLabel *m_titleLabel;
    QPushButton *m_copyButton;
    QStackedWidget *m_pages;
    PayloadView *m_readable;
    PayloadView *m_raw;
    QTreeWidget *m_attributes;
    QWidget *m_moreBar;
    PlainLabel *m_moreLabel;
};

} // namespace eventscope
