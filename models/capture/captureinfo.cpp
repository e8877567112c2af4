// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/captureinfo.h"

#include "models/capture/kafkatrail.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/segment.h"
#include "models/connection/wholefile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qint64 maxInfoBytes = 16 << 20;

QString infoPath(const QString &folder)
{
    return folder + u"/capture.json"_s;
}

/// The id stands in lines as it is, so nothing but hex digits gets in.
bool isCaptureId(const QString &id)
{
    return id.size() == 8 && std::all_of(id.begin(), id.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

/// Numbers of events are text, as in the lines: JSON's own end at 2^53.
QJsonObject toJson(const CaptureInfo::Retired &retired)
{
    QJsonObject connections;
    for (auto it = retired.ofConnections.cbegin(); it != retired.ofConnections.cend(); ++it)
        connections.insert(it.key(), QString::number(it.value()));
    QJsonObject object{{u"connections"_s, connections},
                       {u"ownRows"_s, QString::number(retired.ownRows)},
                       {u"lastSegment"_s, qint64(retired.lastSegment)},
                       {u"lastSequence"_s, QString::number(retired.lastSequence)},
                       {u"events"_s, QString::number(retired.events)},
                       {u"bytes"_s, qint64(retired.bytes)},
                       {u"cuts"_s, qint64(retired.cuts)},
                       {u"until"_s, retired.until}};
    QJsonObject kafka;
    for (auto it = retired.kafka.cbegin(); it != retired.kafka.cend(); ++it)
        kafka.insert(it.key(), it.value());
    if (!kafka.isEmpty())
        object.insert(u"kafka"_s, kafka);
    return object;
}

/// What is not as toJson() writes it is no mark.
CaptureInfo::Retired retiredIn(const QJsonObject &object)
{
    CaptureInfo::Retired retired;
    const qint64 segment = object["lastSegment"_L1].toInteger();
    retired.lastSequence = object["lastSequence"_L1].toString().toULongLong();
    if (segment < 1 || segment > maxSegment || retired.lastSequence > maxSequence)
        return {};
    retired.lastSegment = quint32(segment);
    retired.events = object["events"_L1].toString().toULongLong();
    retired.bytes = quint64(std::max<qint64>(0, object["bytes"_L1].toInteger()));
    retired.cuts = quint64(std::max<qint64>(0, object["cuts"_L1].toInteger()));
    retired.until = object["until"_L1].toString();
    retired.ownRows = object["ownRows"_L1].toString().toULongLong();
    const QJsonObject connections = object["connections"_L1].toObject();
    for (auto it = connections.begin(); it != connections.end(); ++it)
        retired.ofConnections.insert(it.key(), it->toString().toULongLong());
    const QJsonObject kafka = object["kafka"_L1].toObject();
    for (auto it = kafka.begin(); it != kafka.end(); ++it)
        retired.kafka.insert(it.key(), it->toString());
    retired.kafka = KafkaTrails::checked(retired.kafka);
    return retired;
}

} // namespace

FieldMasks masksOf(const QMap<QString, CaptureInfo::Connection> &connections)
{
    FieldMasks masks;
    for (auto it = connections.cbegin(); it != connections.cend(); ++it) {
        if (!it->maskedFields.isEmpty())
            masks.insert(it.key(), FieldMask(it->maskedFields));
    }
    return masks;
}

Result<CaptureInfo> CaptureInfo::read(const QString &folder)
{
    const QString path = infoPath(folder);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{u"Cannot read %1: %2"_s.arg(path, file.errorString())};
    // QFile takes the memory of all that may be read, however little there is.
    const QByteArray text = file.read(std::min(file.size(), maxInfoBytes) + 1);
    QJsonParseError parsed;
    const QJsonObject object = QJsonDocument::fromJson(text, &parsed).object();
    if (parsed.error != QJsonParseError::NoError || text.size() > maxInfoBytes)
        return Error{u"Cannot read %1: it is damaged (%2)"_s.arg(path, parsed.errorString())};

    CaptureInfo info;
    info.format = object["format"_L1].toInt(0);
    if (info.format > currentFormat) {
        return Error{
            u"Cannot read %1: it is of format %2, written by a newer Eventscope; this one knows format %3"_s
                .arg(path, QString::number(info.format), QString::number(currentFormat))};
    }
    info.id = object["id"_L1].toString();
    if (info.format < 1 || !isCaptureId(info.id))
        return Error{u"Cannot read %1: it is damaged (no format or no id)"_s.arg(path)};
    info.createdBy = object["createdBy"_L1].toString();
    info.created = object["created"_L1].toString();
    info.retired = retiredIn(object["retired"_L1].toObject());
    info.keepsSums = object["sums"_L1].toBool();
    const QJsonObject connections = object["connections"_L1].toObject();
    for (auto it = connections.begin(); it != connections.end(); ++it) {
        const QJsonObject one = it->toObject();
        CaptureInfo::Connection connection{one["name"_L1].toString(), one["dialect"_L1].toString(),
                                           one["maskedFields"_L1].toVariant().toStringList()};
        if (const QJsonValue readsOn = one["readsOn"_L1]; readsOn.isBool())
            connection.readsOn = readsOn.toBool();
        info.connections.insert(it.key(), connection);
    }
    return info;
}

bool CaptureInfo::isOfNewerVersion(const QString &folder)
{
    QFile file(infoPath(folder));
    return file.open(QIODevice::ReadOnly)
        && QJsonDocument::fromJson(file.read(std::min(file.size(), maxInfoBytes) + 1))
               .object()["format"_L1]
               .toInt()
        > currentFormat;
}

Result<void> CaptureInfo::write(const QString &folder) const
{
    QJsonObject named;
    for (auto it = connections.begin(); it != connections.end(); ++it) {
        QJsonObject one{{u"name"_s, it->name}, {u"dialect"_s, it->dialect}};
        if (!it->maskedFields.isEmpty())
            one.insert(u"maskedFields"_s, QJsonArray::fromStringList(it->maskedFields));
        if (it->readsOn)
            one.insert(u"readsOn"_s, *it->readsOn);
        named.insert(it.key(), one);
    }
    QJsonObject all{{u"format"_s, format},
                    {u"id"_s, id},
                    {u"createdBy"_s, createdBy},
                    {u"created"_s, created},
                    {u"connections"_s, named}};
    if (keepsSums)
        all.insert(u"sums"_s, true);
    if (retired.lastSegment > 0)
        all.insert(u"retired"_s, toJson(retired));
    const QByteArray text = QJsonDocument(all).toJson();
    const QString path = infoPath(folder);
    if (const auto saved = saveWholeFile(path, text, Readers::Owner); !saved)
        return Error{u"Cannot write %1: %2"_s.arg(path, saved.error())};
    return {};
}

} // namespace eventscope
