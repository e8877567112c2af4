// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "views/windowservices.h"

#include <QWidget>
#include <memory>

class QPushButton;

namespace eventscope {

class ConnectionModel;
class SlimBar;
class WrapLabel;

/// Finds out what a server speaks, and says so in one sentence with a button that takes it over;
/// hidden while there is nothing to say. Belongs to the connection dialog, which acts.
class DetectBox final : public QWidget
{
    Q_OBJECT
public:
    /// `connections` knows the systems; it is not owned. Without a `service` there is no button.
    DetectBox(const ConnectionModel *connections, DetectService service, QWidget *parent = nullptr);

    /// The button that begins; the dialog puts it where it belongs.
    QPushButton *button() const { return m_button; }
    /// Takes over what was found.
    QPushButton *takeOver() const { return m_takeOver; }
    bool isRunning() const { return bool(m_run); }
    void start(const ConnectionProfile &profile, const OptionValues &secrets);
    /// Stops, and takes back what was said. An answer that comes later is for nobody.
    void forget();

Q_SIGNALS:
    void asked(); ///< to begin, or to stop
    void resized(); ///< more or less is said; the dialog wants another height
    void taken(const eventscope::DetectedDialect &found);

private:
    void showRunning(bool running);
    void show(const DetectedDialect &found);
    void say(Severity severity, const QString &sentence);

    const ConnectionModel *m_connections;
    const DetectService m_service;
    QPushButton *m_button;
    QPushButton *m_takeOver;
    WrapLabel *m_sentence;
    SlimBar *m_busy;
    ConnectionProfile m_asked; ///< what the form said when it was asked
    DetectedDialect m_found;
    std::shared_ptr<int> m_run; ///< an answer that finds it gone, or replaced, comes too late
};

} // namespace eventscope
