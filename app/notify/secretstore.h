// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

#include <QObject>
#include <functional>
#include <memory>

namespace QKeychain {
class Job;
}

namespace eventscope {

/// Keeps the secrets of connections: in the desktop's keychain (QtKeychain) where there is one that
/// is unlocked, else in memory until the program ends. Never in a file, a log or an argument. GUI
/// thread; answers come later, by callback.
class SecretStore final : public QObject
{
    Q_OBJECT
public:
    explicit SecretStore(QObject *parent = nullptr);
    ~SecretStore() override;

    /// Asks the keychain once whether it is there and unlocked; keychainAvailable() is false until
    /// it has answered.
    void probe();
    bool keychainAvailable() const;

    /// Keeps the non-empty secrets of a connection, in memory at once and, if `persist`, in the
    /// keychain. `done` gets an empty text, or one sentence saying why they last only for this
    /// session.
    void keep(const QString &connectionId, const OptionValues &secrets, bool persist,
              const std::function<void(const QString &problem)> &done = {});
    /// Gives what is known for these keys; absent keys are unknown. Asks the keychain at most once
    /// a session per key.
    void fetch(const QString &connectionId, const QStringList &keys,
               const std::function<void(const OptionValues &secrets)> &done);
    /// Forgets them everywhere.
    void forget(const QString &connectionId, const QStringList &keys);

private:
    void read(const QString &entry);
    void store(const QString &entry, const QString &secret,
               const std::function<void(const QString &)> &done);
    void checkStored(const QString &entry, const QString &secret,
                     const std::function<void(const QString &)> &done);
    static QString notKept(const QKeychain::Job &refused);

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
