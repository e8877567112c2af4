// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connectionsfile.h"

#include "models/connection/secretname.h"
#include "models/connection/wholefile.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLockFile>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Others hold the lock for some milliseconds; who died with it has no say.
constexpr int lockMs = 1'000;
constexpr int staleLockMs = 20'000;
/// A thousand connections with a hundred topics each are a tenth of it.
constexpr qint64 maxFileBytes = 32LL << 20;
constexpr qsizetype maxProblems = 4; ///< that are told; the others are counted

Error cannotSave(const QString &why)
{
    return Error{u"Cannot save the connections to %1: %2."_s.arg(ConnectionsFile::fileName(), why)};
}

/// Of a text that may be no JSON: byte for byte as it was, but for the secrets in its URLs and
/// those that are called so.
QByteArray withoutSecrets(const QByteArray &bytes)
{
    static const QRegularExpression url(uR"([A-Za-z][A-Za-z0-9+.-]*:(?:\\?/){2}[^\s"]*)"_s);
    static const QRegularExpression member(uR"re("([^"\\]*)"(\s*:\s*)"((?:[^"\\]|\\.)*)("|$))re"_s);
    const QString text = QString::fromLatin1(bytes); // each byte is one character, whatever it is
    QString named;
    qsizetype done = 0;
    for (const QRegularExpressionMatch &match : member.globalMatch(text)) {
        if (!isSecretName(match.captured(1)))
            continue;
        named += text.mid(done, match.capturedStart(3) - done);
        done = match.capturedEnd(3);
    }
    named += text.mid(done);
    QString result;
    done = 0;
    for (const QRegularExpressionMatch &match : url.globalMatch(named)) {
        result += named.mid(done, match.capturedStart() - done) + publicUrl(match.captured());
        done = match.capturedEnd();
    }
    result += named.mid(done);
    return result.toLatin1();
}

} // namespace

struct ConnectionsFile::Content
{
    QByteArray bytes;
    bool exists = false;
    QStringList problems;
    QVector<ConnectionProfile> profiles;
    QVector<QJsonObject> objects; ///< the same, as they were written

    bool isWhole() const { return exists && problems.isEmpty(); }
};

QString ConnectionsFile::fileName()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
        + u"/connections.json"_s;
}

Result<ConnectionsFile::Content> ConnectionsFile::load()
{
    Content content;
    QFile file(fileName());
    if (!file.exists())
        return content;
    content.exists = true;
    if (file.size() > maxFileBytes)
        return Error{u"The saved connections in %1 are not read: the file is larger than %2 MiB. It "
                     "stays as it is, and nothing is saved there."_s.arg(
                         file.fileName(), QString::number(maxFileBytes >> 20))};
    if (file.open(QIODevice::ReadOnly))
        content.bytes = file.read(maxFileBytes);
    if (file.error() != QFile::NoError)
        return Error{u"The saved connections in %1 cannot be read: %2. They stay as they are, and "
                     "nothing is saved there until they can be read."_s.arg(file.fileName(),
                                                                            file.errorString())};
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(content.bytes, &error);
    if (error.error != QJsonParseError::NoError)
        content.problems += error.errorString();
    else if (!document.object()[u"connections"_s].isArray())
        content.problems += u"it has no list of connections"_s;
    const QJsonArray list = document.object()[u"connections"_s].toArray();
    for (const auto &value : list) {
        const auto profile = ConnectionProfile::fromJson(value.toObject());
        if (!profile) {
            content.problems += profile.error();
            continue;
        }
        content.profiles.append(*profile);
        content.objects.append(value.toObject());
    }
    return content;
}

/// One sentence on what became of it.
Result<QString> ConnectionsFile::keepUnreadable(const Content &content)
{
    const QString name = fileName() + u".unreadable"_s;
    const QByteArray bytes = withoutSecrets(content.bytes);
    QString reasons = content.problems.mid(0, maxProblems).join(u"; "_s);
    if (const qsizetype more = content.problems.size() - maxProblems; more > 0)
        reasons += u"; and %1 more"_s.arg(more);
    if (const auto kept = saveWholeFile(name, bytes, Readers::Owner); !kept)
        return Error{
            u"Some saved connections could not be read (%1), and the file cannot be kept as "
            "%2: %3. Nothing is saved there until it can."_s.arg(reasons, name, kept.error())};
    return (bytes == content.bytes
                ? u"Some saved connections could not be read (%1); the file as it was is kept as "
                  "%2."_s
                : u"Some saved connections could not be read (%1); the file as it was, but for the "
                  "secrets in it, is kept as %2."_s)
        .arg(reasons, name);
}

QVector<ConnectionProfile> ConnectionsFile::read(QString *problem)
{
    m_known.clear();
    const Result<Content> content = load();
    if (!content) {
        *problem = content.error();
        return {};
    }
    if (!content->problems.isEmpty()) {
        const auto kept = keepUnreadable(*content);
        *problem = kept ? *kept : kept.error();
    }
    for (const ConnectionProfile &profile : content->profiles)
        m_known.insert(profile.id, profile);
    return content->profiles;
}

Result<void> ConnectionsFile::save(const QVector<ConnectionProfile> &connections)
{
    QVector<ConnectionProfile> lasting = connections;
    lasting.removeIf([](const ConnectionProfile &profile) { return profile.transient; });
    if (!QDir().mkpath(QFileInfo(fileName()).path()))
        return cannotSave(u"its folder cannot be made"_s);
    QLockFile lock(fileName() + u".lock"_s);
    lock.setStaleLockTime(staleLockMs);
    if (!lock.tryLock(lockMs))
        return cannotSave(lock.error() == QLockFile::LockFailedError
                              ? u"another Eventscope is writing there"_s
                              : u"no file can be written beside it"_s);
    const Result<Content> file = load();
    if (!file)
        return Error{file.error()};
    if (!file->problems.isEmpty()) {
        if (const auto kept = keepUnreadable(*file); !kept)
            return Error{kept.error()};
    }
    const QJsonObject whole{{u"format"_s, 1}, {u"connections"_s, merged(*file, lasting)}};
    if (const auto written =
            saveWholeFile(fileName(), QJsonDocument(whole).toJson(), Readers::Owner);
        !written)
        return cannotSave(written.error());
    m_known.clear();
    for (const ConnectionProfile &profile : std::as_const(lasting))
        m_known.insert(profile.id, profile);
    return {};
}

/// By id, against what was known before: who changed or removed something decides about it.
QJsonArray ConnectionsFile::merged(const Content &file,
                                   const QVector<ConnectionProfile> &connections) const
{
    QMap<QString, ConnectionProfile> own;
    for (const ConnectionProfile &profile : connections)
        own.insert(profile.id, profile);
    const auto isUnchanged = [this](const ConnectionProfile &profile) {
        const auto known = m_known.constFind(profile.id);
        return known != m_known.cend() && *known == profile;
    };
    QJsonArray list;
    QSet<QString> placed;
    for (qsizetype i = 0; i < file.profiles.size(); ++i) {
        const QString id = file.profiles[i].id;
        const auto mine = own.constFind(id);
        const bool removedHere = mine == own.cend() && m_known.contains(id);
        if (removedHere || placed.contains(id))
            continue;
        placed.insert(id);
        list.append(mine == own.cend() || isUnchanged(*mine) ? file.objects[i] : mine->toJson());
    }
    for (const ConnectionProfile &profile : connections) {
        const bool removedThere = file.isWhole() && isUnchanged(profile);
        if (!placed.contains(profile.id) && !removedThere)
            list.append(profile.toJson());
    }
    return list;
}

void ConnectionsFile::hold(const ConnectionProfile &shown)
{
    m_known.insert(shown.id, shown);
}

void ConnectionsFile::release(const QString &id)
{
    m_known.remove(id);
}

} // namespace eventscope
