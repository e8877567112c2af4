// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jsontreesearch.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

#include <atomic>
#include <memory>

class QLineEdit;

namespace eventscope {

class JsonTreeView;
class PlainLabel;

/// Searches in the tree above it: while one types, a worker looks through the document, and the
/// first place is shown. Return goes to the next, Shift+Return to the one before, Escape ends it.
class JsonSearchLine final : public QWidget
{
    Q_OBJECT
public:
    explicit JsonSearchLine(JsonTreeView *view, QWidget *parent = nullptr);
    ~JsonSearchLine() override;

    void start();
    void end();
    /// Another document: searched again if the line is open.
    void documentChanged();
    bool isSearching() const { return m_watcher != nullptr; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void stop();
    void take();
    void step(int by);
    void showPlace();

    JsonTreeView *m_view;
    QLineEdit *m_edit;
    PlainLabel *m_place;
    QTimer m_rest;
    JsonTreeHits m_hits;
    int m_at = -1;
    bool m_jump = true; ///< to the first place, once it is known
    QFutureWatcher<JsonTreeHits> *m_watcher = nullptr;
    std::shared_ptr<std::atomic<bool>> m_stop;
};

} // namespace eventscope
