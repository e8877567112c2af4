// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/subscriptionsets.h"

#include "models/connection/wholefile.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// One byte more than what readSubscriptionSet() takes is enough to be refused.
constexpr qint64 mostBytes = (4 << 20) + 1;

QString tr(const char *text)
{
    return QCoreApplication::translate("SubscriptionSet", text);
}

QString shown(const QString &path)
{
    return displayText(QFileInfo(path).fileName(), 80);
}

} // namespace

/// A name may have any character, a file may not.
QString SubscriptionSets::fileOf(const QString &name) const
{
    const QByteArray hash =
        QCryptographicHash::hash(name.simplified().toUtf8(), QCryptographicHash::Sha256);
    return QDir(m_folder).filePath(QString::fromLatin1(hash.toHex().left(24)) + u".json"_s);
}

QVector<SubscriptionSet> SubscriptionSets::all() const
{
    QVector<SubscriptionSet> sets;
    if (!isAvailable())
        return sets;
    const QStringList files = QDir(m_folder).entryList({u"*.json"_s}, QDir::Files);
    for (const QString &file : files) {
        const Result<SubscriptionSet> set = read(QDir(m_folder).filePath(file));
        if (set && !set->name.isEmpty())
            sets.append(*set);
    }
    std::sort(sets.begin(), sets.end(), [](const SubscriptionSet &a, const SubscriptionSet &b) {
        return a.name.localeAwareCompare(b.name) < 0;
    });
    return sets;
}

Result<void> SubscriptionSets::save(const SubscriptionSet &set) const
{
    if (!isAvailable() || !QDir().mkpath(m_folder))
        return Error{
            tr("The set cannot be saved: the folder for sets of subscriptions cannot be made.")};
    return write(fileOf(set.name), set);
}

Result<void> SubscriptionSets::remove(const QString &name) const
{
    QFile file(fileOf(name));
    if (!file.remove())
        return Error{tr("The set “%1” cannot be removed: %2.")
                         .arg(displayText(name, 80), displayText(file.errorString(), 200))};
    return {};
}

Result<void> SubscriptionSets::write(const QString &path, const SubscriptionSet &set)
{
    const auto saved = saveWholeFile(path, writeSubscriptionSet(set), Readers::Owner);
    if (!saved)
        return Error{
            tr("%1 cannot be saved: %2.").arg(shown(path), displayText(saved.error(), 200))};
    return {};
}

Result<SubscriptionSet> SubscriptionSets::read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{
            tr("%1 cannot be read: %2.").arg(shown(path), displayText(file.errorString(), 200))};
    return readSubscriptionSet(file.read(mostBytes));
}

} // namespace eventscope
