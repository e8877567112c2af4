// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connectionkeeper.h"

#include "app/feeds/dialectregistry.h"

#include <QPointer>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr int saveAfterMs = 500;
}

ConnectionKeeper::ConnectionKeeper(ConnectionModel *model, ConnectionsFile *file,
                                   SecretStore *secrets, QObject *parent)
    : QObject(parent), m_model(model), m_file(file), m_secrets(secrets)
{
    m_later.setSingleShot(true);
    m_later.setInterval(saveAfterMs);
    connect(&m_later, &QTimer::timeout, this, &ConnectionKeeper::save);
    connect(model, &ConnectionModel::profilesChanged, &m_later, qOverload<>(&QTimer::start));
    connect(model, &ConnectionModel::secretsGiven, this, &ConnectionKeeper::keep);
}

void ConnectionKeeper::restore(bool open)
{
    QString problem;
    const QVector<ConnectionProfile> profiles = m_file->read(&problem);
    if (!problem.isEmpty())
        Q_EMIT trouble(tr("Saved connections"), problem);
    for (ConnectionProfile profile : profiles) {
        const Dialect *dialect = dialectById(profile.dialect);
        const SortedUrl sorted = takeSecretsOut(profile, dialect ? dialect->info() : DialectInfo());
        if (sorted.hadSecrets())
            moveToKeychain(profile, sorted.secrets);
        m_model->addConnection(profile, {}, true, open && profile.connectOnStart);
    }
    m_later.stop(); // nothing has changed by this
    m_restored = true;
}

void ConnectionKeeper::keep(const QString &id, const OptionValues &secrets, bool persist)
{
    m_secrets->keep(id, secrets, persist,
                    [self = QPointer<ConnectionKeeper>(this)](const QString &problem) {
                        if (self && !problem.isEmpty())
                            Q_EMIT self->trouble(tr("Keychain"), problem);
                    });
}

/// Of a URL that was saved by somebody else. The file lets go of them only when the keychain has
/// them: what is nowhere would be gone with this session.
void ConnectionKeeper::moveToKeychain(const ConnectionProfile &profile, const OptionValues &secrets)
{
    m_file->hold(profile);
    m_secrets->keep(
        profile.id, secrets, true,
        [self = QPointer<ConnectionKeeper>(this), id = profile.id,
         name = profile.name](const QString &problem) {
            if (!self)
                return;
            if (problem.isEmpty()) {
                self->m_file->release(id);
                self->m_later.start();
                return;
            }
            Q_EMIT self->trouble(
                tr("Keychain"),
                tr("%1 Until the connection “%2” is changed here, its secret also stands in %3.")
                    .arg(problem, name, ConnectionsFile::fileName()));
        });
}

void ConnectionKeeper::finish()
{
    if (!m_later.isActive() && !m_failed)
        return;
    m_later.stop();
    save();
}

void ConnectionKeeper::save()
{
    // Until they have been read, the list is not the user's: saving it would delete theirs.
    if (!m_restored)
        return;
    const auto saved = m_file->save(m_model->profiles());
    m_failed = !saved;
    if (!saved)
        Q_EMIT trouble(tr("Connections are not saved"), saved.error());
}

} // namespace eventscope
