// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/secretstore.h"

#include <QHash>
#include <QSet>
#include <qt6keychain/keychain.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"eventscope"_s;

QString entryOf(const QString &connectionId, const QString &key)
{
    return connectionId + u'/' + key;
}

} // namespace

struct SecretStore::State
{
    QHash<QString, QString> known; ///< by entry
    QSet<QString> asked; ///< entries that the keychain was asked for in this session
    QHash<QString, QVector<std::function<void()>>> waiting; ///< for its answer, by entry
    bool available = false;
};

SecretStore::SecretStore(QObject *parent) : QObject(parent), m_state(std::make_unique<State>()) { }

SecretStore::~SecretStore()
{
    for (QString &secret : m_state->known)
        secret.fill(u'\0');
}

void SecretStore::probe()
{
    auto *job = new QKeychain::ReadPasswordJob(service, this);
    job->setKey(u"probe"_s);
    connect(job, &QKeychain::Job::finished, this, [this](QKeychain::Job *finished) {
        m_state->available = finished->error() == QKeychain::NoError
            || finished->error() == QKeychain::EntryNotFound;
    });
    job->start();
}

bool SecretStore::keychainAvailable() const
{
    return m_state->available;
}

void SecretStore::store(const QString &entry, const QString &secret,
                        const std::function<void(const QString &)> &done)
{
    auto *job = new QKeychain::WritePasswordJob(service, this);
    job->setKey(entry);
    job->setTextData(secret);
    connect(job, &QKeychain::Job::finished, this,
            [this, entry, secret, done](QKeychain::Job *finished) {
                if (finished->error() == QKeychain::NoError)
                    checkStored(entry, secret, done);
                else
                    done(notKept(*finished));
            });
    job->start();
}

/// Not every keychain that refuses a secret says so.
void SecretStore::checkStored(const QString &entry, const QString &secret,
                              const std::function<void(const QString &)> &done)
{
    auto *job = new QKeychain::ReadPasswordJob(service, this);
    job->setKey(entry);
    connect(job, &QKeychain::Job::finished, this, [secret, done](QKeychain::Job *finished) {
        const bool kept = static_cast<QKeychain::ReadPasswordJob *>(finished)->textData() == secret;
        done(kept ? QString()
                  : tr("The keychain did not take the secret (it does not give it back): it is "
                       "kept for this session only."));
    });
    job->start();
}

QString SecretStore::notKept(const QKeychain::Job &refused)
{
    // Where no service answers, QtKeychain has no more words for it than "unknown".
    if (refused.error() == QKeychain::NoBackendAvailable
        || refused.errorString() == u"Unknown error"_s)
        return tr("There is no keychain on this desktop that takes secrets: this one is kept for "
                  "this session only.");
    return tr("The keychain did not take the secret (%1): it is kept for this session only.")
        .arg(refused.errorString());
}

void SecretStore::keep(const QString &connectionId, const OptionValues &secrets, bool persist,
                       const std::function<void(const QString &)> &done)
{
    // One answer for all of them: the last problem, if there is any.
    const auto remaining = std::make_shared<int>(1);
    const auto problem = std::make_shared<QString>();
    const auto answered = [remaining, problem, done](const QString &one) {
        if (!one.isEmpty())
            *problem = one;
        if (--*remaining == 0 && done)
            done(*problem);
    };
    for (auto it = secrets.cbegin(); it != secrets.cend(); ++it) {
        if (it.value().isEmpty())
            continue;
        const QString entry = entryOf(connectionId, it.key());
        m_state->known.insert(entry, it.value());
        m_state->asked.insert(entry);
        if (persist) {
            ++*remaining;
            store(entry, it.value(), answered);
        }
    }
    answered({});
}

void SecretStore::fetch(const QString &connectionId, const QStringList &keys,
                        const std::function<void(const OptionValues &)> &done)
{
    const auto secrets = std::make_shared<OptionValues>();
    const auto remaining = std::make_shared<int>(1);
    const auto answered = [secrets, remaining, done] {
        if (--*remaining == 0)
            done(*secrets);
    };
    const auto take = [this, secrets](const QString &key, const QString &entry) {
        if (const auto known = m_state->known.constFind(entry); known != m_state->known.cend())
            secrets->insert(key, *known);
    };
    for (const QString &key : keys) {
        const QString entry = entryOf(connectionId, key);
        if (const auto asking = m_state->waiting.find(entry); asking != m_state->waiting.end()) {
            ++*remaining;
            asking->append([take, key, entry, answered] {
                take(key, entry);
                answered();
            });
            continue;
        }
        take(key, entry);
        if (m_state->known.contains(entry) || m_state->asked.contains(entry))
            continue;
        ++*remaining;
        m_state->waiting.insert(entry, {[take, key, entry, answered] {
                                    take(key, entry);
                                    answered();
                                }});
        read(entry);
    }
    answered();
}

void SecretStore::read(const QString &entry)
{
    m_state->asked.insert(entry);
    auto *job = new QKeychain::ReadPasswordJob(service, this);
    job->setKey(entry);
    connect(job, &QKeychain::Job::finished, this, [this, entry](QKeychain::Job *finished) {
        const auto *read = static_cast<QKeychain::ReadPasswordJob *>(finished);
        // What was given or forgotten meanwhile counts more.
        if (read->error() == QKeychain::NoError && m_state->asked.contains(entry)
            && !m_state->known.contains(entry))
            m_state->known.insert(entry, read->textData());
        else if (read->error() != QKeychain::NoError && read->error() != QKeychain::EntryNotFound
                 && read->error() != QKeychain::NoBackendAvailable)
            m_state->asked.remove(entry); // locked or denied: it may be open the next time
        for (const std::function<void()> &next : m_state->waiting.take(entry))
            next();
    });
    job->start();
}

void SecretStore::forget(const QString &connectionId, const QStringList &keys)
{
    for (const QString &key : keys) {
        const QString entry = entryOf(connectionId, key);
        m_state->known.remove(entry);
        m_state->asked.remove(entry);
        auto *job = new QKeychain::DeletePasswordJob(service, this);
        job->setKey(entry);
        job->start();
    }
}

} // namespace eventscope
