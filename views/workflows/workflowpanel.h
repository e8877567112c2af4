// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

namespace eventscope {

class WorkflowModel;

/// The runs of workflows at the right: a tree with progress. Running ones open by themselves the
/// first time they appear; what the user opens or closes afterwards stays so. The model is not
/// owned and outlives the panel.
class WorkflowPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit WorkflowPanel(WorkflowModel *workflows, QWidget *parent = nullptr);
    ~WorkflowPanel() override;

    /// "3 running · 1 stalled"; empty while there is no run.
    QString summary() const;
    /// What belongs at the right end of the dock's title: the summary as a label. A child of the
    /// panel until it is put into a layout.
    QWidget *titleButtons();

Q_SIGNALS:
    /// The user wants to see the event that last changed a row.
    void eventWanted(quint64 sequence);
    void summaryChanged(const QString &summary);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct State;

    void build();
    void followModel();
    void expandNew();
    void activate(const QModelIndex &index);
    void copyCurrent() const;
    void showMenu(const QPoint &at);

    std::unique_ptr<State> m_state;
};

} // namespace eventscope
