// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/jsondifference.h"

#include <QFutureWatcher>
#include <QWidget>

#include <vector>

class QMenu;
class QPushButton;

namespace eventscope {

class EventLogModel;
class PayloadView;
class PlainLabel;

/// What is different in an event from the one before it of the same subject, on the same
/// connection. Works once it is shown: the way to the event before is found by SubjectHistory, and
/// long payloads are compared by a worker.
class DifferencePage final : public QWidget
{
    Q_OBJECT
public:
    explicit DifferencePage(EventLogModel *model, QWidget *parent = nullptr);
    ~DifferencePage() override;

    void setSequence(quint64 sequence);
    /// Compares, if that is not done yet.
    void activate();
    quint64 previous() const { return m_previous; } ///< 0: none, or not known yet
    bool isWorking() const { return m_working; }
    PayloadView *text() const { return m_text; }
    void setUnchangedShown(bool shown);

Q_SIGNALS:
    void filterWanted(const QString &condition);
    void eventWanted(quint64 sequence);
    void remark(const QString &text);

private:
    void build();
    void compare();
    void compareOnWorker(std::string before, std::string after);
    void show(const JsonDifference &difference);
    void showNothing(const QString &why);
    void fill();
    void fillMenu(QMenu *menu, int line);
    QString sinceText() const;
    void showWhetherThereIsPrevious();
    void copyAll();

    EventLogModel *m_model;
    quint64 m_sequence = 0;
    quint64 m_previous = 0;
    bool m_active = false;
    bool m_working = false;
    JsonDifference m_difference;
    QString m_since; ///< in words
    std::vector<size_t> m_changeOfLine;
    QFutureWatcher<JsonDifference> *m_watcher = nullptr;

    PayloadView *m_text;
    PlainLabel *m_tail;
    QPushButton *m_unchanged;
    QPushButton *m_goTo;
    QWidget *m_foot;
};

} // namespace eventscope
