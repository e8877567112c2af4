// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/windowservices.h"

#include <QObject>
#include <memory>

class QPushButton;

namespace eventscope {

class SlimBar;
class WrapLabel;

/// The trial of a connection that is not kept: the button that starts and stops it, the bar that
/// shows that it runs, and what came of it. The widgets belong to the layouts that they are put
/// into.
class ConnectionTrial final : public QObject
{
    Q_OBJECT
public:
    using Service = decltype(WindowServices::testConnection);

    explicit ConnectionTrial(Service service, QObject *parent = nullptr);

    QPushButton *button() const { return m_button; }
    SlimBar *busy() const { return m_busy; }
    WrapLabel *answer() const { return m_answer; }

    bool isRunning() const { return m_run != nullptr; }
    void start(const ConnectionProfile &profile, const OptionValues &secrets);
    /// Its answer is of no interest any more, nor the last one.
    void forget();

Q_SIGNALS:
    /// The user wants it to start, or to stop if it runs.
    void asked();
    void resized();

private:
    void show(bool works, const QString &sentence);

    Service m_service;
    QPushButton *m_button;
    SlimBar *m_busy;
    WrapLabel *m_answer;
    /// Owned by the trial that runs. An answer that finds it gone, or replaced, comes too late.
    std::shared_ptr<int> m_run;
};

} // namespace eventscope
