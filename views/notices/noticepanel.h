// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

namespace eventscope {

class NoticeModel;

/// The history of notices, newest first. Notices count as read once they were in sight for a moment
/// while the window was active. The model is not owned and outlives the panel.
class NoticePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit NoticePanel(NoticeModel *notices, QWidget *parent = nullptr);
    ~NoticePanel() override;

    /// "3 new"; empty if all is read.
    QString summary() const;
    /// What belongs at the right end of the dock's title: the summary as a label. A child of the
    /// panel until it is put into a layout.
    QWidget *titleButtons();
    /// How long notices must be in sight to count as read; for tests.
    void setReadAfter(int milliseconds);

Q_SIGNALS:
    /// The user wants to see the event that a notice is about.
    void eventWanted(quint64 sequence);
    void summaryChanged(const QString &summary);

protected:
    bool event(QEvent *event) override;

private:
    struct State;

    void build();
    void followModel();
    void watchReading();
    void activate(const QModelIndex &index);
    void copyCurrent() const;
    void showMenu(const QPoint &at);

    std::unique_ptr<State> m_state;
};

} // namespace eventscope
