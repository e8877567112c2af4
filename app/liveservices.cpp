// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/liveservices.h"

#include "app/commands/capturefolders.h"
#include "app/connectiontest.h"
#include "app/dialectprobe.h"
#include "app/feeds/dialectregistry.h"
#include "app/notify/secretstore.h"
#include "app/settings.h"
#include "models/connectionmodel.h"

#include <QPointer>

namespace eventscope {

QStringList secretKeys(const QString &dialectId)
{
    const Dialect *dialect = dialectById(dialectId);
    return dialect ? dialect->info().secretKeys() : QStringList();
}

void fetchSecrets(SecretStore *secrets, const ConnectionProfile &profile, QObject *owner,
                  const std::function<void(const OptionValues &)> &next)
{
    secrets->fetch(profile.id, secretKeys(profile.dialect),
                   [self = QPointer<QObject>(owner), next](const OptionValues &known) {
                       if (self)
                           next(known);
                   });
}

WindowServices liveServices(ConnectionModel *connections, SecretStore *secrets, QObject *owner)
{
    WindowServices services;
    // What the user did not type again may be kept already.
    services.testConnection = [=](const ConnectionProfile &profile, const OptionValues &given,
                                  ConnectionTest::Answer answer) {
        fetchSecrets(secrets, profile, owner,
                     [profile, given, owner, answer = std::move(answer)](OptionValues known) {
                         known.insert(given);
                         new ConnectionTest(profile, known, answer, owner);
                     });
    };
    services.detectDialect = [=](const ConnectionProfile &profile, const OptionValues &given,
                                 DialectProbe::Answer answer) {
        fetchSecrets(secrets, profile, owner,
                     [profile, given, owner, answer = std::move(answer)](OptionValues known) {
                         known.insert(given);
                         new DialectProbe(profile, known, answer, owner);
                     });
    };
    services.copySecrets = [=](const ConnectionProfile &from, const QString &to,
                               const QStringList &but, bool keep,
                               const std::function<void()> &done) {
        fetchSecrets(secrets, from, owner, [connections, to, but, keep, done](OptionValues known) {
            for (const QString &key : but)
                known.remove(key);
            connections->giveSecrets(to, known, keep);
            done();
        });
    };
    services.knownSecrets = [=](const ConnectionProfile &profile,
                                const std::function<void(const QStringList &)> &answer) {
        fetchSecrets(secrets, profile, owner,
                     [answer](const OptionValues &known) { answer(known.keys()); });
    };
    services.subscriptionSetsFolder = Settings::subscriptionSetsFolder();
    services.capturesFolder = capturesFolder();
    services.keychainAvailable = [secrets] { return secrets->keychainAvailable(); };
    return services;
}

} // namespace eventscope
