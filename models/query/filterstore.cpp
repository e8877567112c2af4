// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterstore.h"

#include "models/connection/wholefile.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Others hold the lock for some milliseconds; who died with it has no say.
constexpr int lockMs = 1'000;
constexpr int staleLockMs = 20'000;
constexpr qint64 mostBytes = (4 << 20) + 1; ///< one more than is taken is enough to be refused

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterStore", text);
}

Error cannotSave(const QString &path, const QString &why)
{
    return Error{tr("The filters cannot be saved to %1: %2.")
                     .arg(displayText(QFileInfo(path).fileName(), 80), displayText(why, 200))};
}

const SavedFilter *named(const QVector<SavedFilter> &filters, const QString &name)
{
    const auto found = std::find_if(filters.cbegin(), filters.cend(), [&](const SavedFilter &one) {
        return one.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == filters.cend() ? nullptr : &*found;
}

} // namespace

Result<QVector<SavedFilter>> FilterStore::load() const
{
    QFile file(m_path);
    if (m_path.isEmpty() || !file.exists())
        return QVector<SavedFilter>();
    if (!file.open(QIODevice::ReadOnly))
        return Error{tr("The saved filters in %1 cannot be read: %2.")
                         .arg(displayText(QFileInfo(m_path).fileName(), 80),
                              displayText(file.errorString(), 200))};
    return readFilterSet(file.read(mostBytes), FilterSetUse::Own);
}

Result<QVector<SavedFilter>> FilterStore::read()
{
    Result<QVector<SavedFilter>> filters = load();
    m_known = filters ? *filters : QVector<SavedFilter>();
    return filters;
}

Result<QVector<SavedFilter>> FilterStore::save(const QVector<SavedFilter> &filters)
{
    if (m_path.isEmpty())
        return filters;
    if (!QDir().mkpath(QFileInfo(m_path).path()))
        return cannotSave(m_path, tr("its folder cannot be made"));
    QLockFile lock(m_path + u".lock"_s);
    lock.setStaleLockTime(staleLockMs);
    if (!lock.tryLock(lockMs))
        return cannotSave(m_path,
                          lock.error() == QLockFile::LockFailedError
                              ? tr("another Eventscope is writing there")
                              : tr("no file can be written beside it"));
    const Result<QVector<SavedFilter>> file = load();
    if (!file) {
        const QString kept = m_path + u".unreadable"_s;
        QFile::remove(kept);
        if (!QFile::rename(m_path, kept))
            return cannotSave(m_path, tr("what is there cannot be read, and not be kept either"));
    }
    const QVector<SavedFilter> all = file ? merged(*file, filters) : filters;
    const auto written =
        saveWholeFile(m_path, writeFilterSet(all, FilterSetUse::Own), Readers::Owner);
    if (!written)
        return cannotSave(m_path, written.error());
    m_known = all;
    return all;
}

/// By name, against what was known before: who changed or removed something decides about it.
QVector<SavedFilter> FilterStore::merged(const QVector<SavedFilter> &file,
                                         const QVector<SavedFilter> &filters) const
{
    QVector<SavedFilter> all;
    for (const SavedFilter &filter : filters) {
        const SavedFilter *const known = named(m_known, filter.name);
        const SavedFilter *const there = named(file, filter.name);
        const bool unchanged = known && *known == filter;
        if (unchanged && !there)
            continue; // removed by somebody else
        all.append(unchanged ? *there : filter);
    }
    for (const SavedFilter &filter : file) {
        const bool removedHere = named(m_known, filter.name) && !named(filters, filter.name);
        if (!removedHere && !named(all, filter.name) && all.size() < maxSavedFilters)
            all.append(filter);
    }
    return all;
}

} // namespace eventscope
