// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/detecteddialect.h"

#include <QPushButton>
#include <functional>

namespace eventscope {

class ConnectionModel;
class WrapLabel;

/// Loads the settings of a connection from a file and saves them to one, without secrets, so that
/// what somebody found out about a server can be given to others.
class SettingsFileButton final : public QPushButton
{
    Q_OBJECT
public:
    /// `current` answers what the form says; `note` is where success and failure are told. Nothing
    /// is owned.
    SettingsFileButton(const ConnectionModel *connections,
                       std::function<ConnectionProfile()> current, WrapLabel *note,
                       QWidget *parent = nullptr);

    void load(const QString &path);
    void save(const QString &path);

Q_SIGNALS:
    /// Every option of the system has a value, so that nothing of before is left; the URL may be
    /// missing.
    void loaded(const eventscope::DetectedDialect &settings);

private:
    void askForFile(bool save);

    const ConnectionModel *m_connections;
    std::function<ConnectionProfile()> m_current;
    WrapLabel *m_note;
};

} // namespace eventscope
