// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QTableView;

namespace eventscope {

class EmptyListNote;
class EventLogModel;
class PlainLabel;
class RelatedModel;

/// The events of the chosen event's subject, on all connections, in order of arrival. Return goes
/// to one of them.
class RelatedPage final : public QWidget
{
    Q_OBJECT
public:
    explicit RelatedPage(EventLogModel *log, QWidget *parent = nullptr);

    void setSequence(quint64 sequence);
    void activate();
    RelatedModel *events() const { return m_model; }
    QTableView *list() const { return m_list; }
    /// How many there are, `200+` where not all are known; empty before anybody looked.
    QString countShown() const;

Q_SIGNALS:
    void eventWanted(quint64 sequence);
    void countChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void follow();
    void choose();
    void fitColumns();

    RelatedModel *m_model;
    QTableView *m_list;
    EmptyListNote *m_note = nullptr;
    QWidget *m_foot;
    PlainLabel *m_tail;
    QPushButton *m_older;
    bool m_widthsKnown = false;
};

} // namespace eventscope
