// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/placememory.h"

#include "models/capture/captureinfo.h"
#include "models/connection/wholefile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxPlacesBytes = 8 << 20;

/// The last used one last.
QJsonArray readPlaces(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly) || file.size() > maxPlacesBytes)
        return {};
    return QJsonDocument::fromJson(file.readAll()).object()["places"_L1].toArray();
}

} // namespace

QString PlaceMemory::keyOf(const QStringList &paths)
{
    QStringList keys;
    for (const QString &path : paths) {
        const auto info = CaptureInfo::read(path);
        keys += info ? info->id : QFileInfo(path).canonicalFilePath();
    }
    if (keys.size() == 1)
        return keys.first();
    const QByteArray hash =
        QCryptographicHash::hash(keys.join(u'\n').toUtf8(), QCryptographicHash::Sha1);
    return QString::fromLatin1(hash.toHex());
}

std::optional<LogPlace> PlaceMemory::find(const QString &key) const
{
    const QJsonArray places = readPlaces(m_fileName);
    for (const QJsonValue &one : places) {
        if (one["capture"_L1].toString() == key)
            return LogPlace::fromJson(one["place"_L1].toObject());
    }
    return {};
}

void PlaceMemory::keep(const QString &key, const LogPlace &place)
{
    QJsonArray places = readPlaces(m_fileName);
    for (qsizetype at = places.size() - 1; at >= 0; --at) {
        if (places[at]["capture"_L1].toString() == key)
            places.removeAt(at);
    }
    while (places.size() >= most)
        places.removeFirst();
    places.append(QJsonObject{{u"capture"_s, key}, {u"place"_s, place.toJson()}});
    QDir().mkpath(QFileInfo(m_fileName).path());
    const QByteArray text = QJsonDocument(QJsonObject{{u"version"_s, 1}, {u"places"_s, places}})
                                .toJson(QJsonDocument::Compact);
    // A place that is not remembered is no trouble worth a word.
    (void)saveWholeFile(m_fileName, text, Readers::Owner).has_value();
}

} // namespace eventscope
