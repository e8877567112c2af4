// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturesums.h"

#include "models/capture/lineenvelope.h"
#include "models/capture/segment.h"
#include "models/connection/wholefile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int currentFormat = 1;
constexpr qint64 maxBytes = 64 << 20;

using Sum = CaptureSums::Sum;
using Session = CaptureSums::Session;

struct SumMember
{
    QLatin1StringView name;
    quint64 Sum::*number;
    bool always;
};

constexpr SumMember members[] = {
    {QLatin1StringView("received"), &Sum::received, true},
    {QLatin1StringView("stored"), &Sum::stored, true},
    {QLatin1StringView("duplicates"), &Sum::duplicates, true},
    {QLatin1StringView("dropped"), &Sum::dropped, true},
    {QLatin1StringView("left"), &Sum::left, true},
    {QLatin1StringView("waiting"), &Sum::waiting, false},
    {QLatin1StringView("earlierStored"), &Sum::earlierStored, false},
    {QLatin1StringView("earlierDropped"), &Sum::earlierDropped, false},
};

QString pathIn(const QString &folder)
{
    return folder + u'/' + sumsName;
}

constexpr quint64 mostCounted = maxSequence >> 8; ///< so that no sum of them overflows

/// Numbers of events are text, as in the lines: JSON's own end at 2^53.
bool takeNumber(const QJsonValue &value, quint64 &number)
{
    bool decimal = false;
    const QString text = value.toString();
    number = text.toULongLong(&decimal);
    return decimal && number <= mostCounted && text == QString::number(number);
}

bool takeSum(const QJsonObject &object, Sum &sum)
{
    return std::all_of(std::begin(members), std::end(members), [&](const SumMember &member) {
        const QJsonValue value = object[member.name];
        return (value.isUndefined() && !member.always) || takeNumber(value, sum.*member.number);
    });
}

QJsonObject toJson(const Sum &sum)
{
    QJsonObject object;
    for (const SumMember &member : members) {
        if (member.always || sum.*member.number > 0)
            object.insert(member.name, QString::number(sum.*member.number));
    }
    return object;
}

bool takeSession(const QJsonObject &object, quint64 after, Session &session)
{
    session.began = object["began"_L1].toString();
    session.known = object["known"_L1].toString();
    session.ended = object["ended"_L1].toBool();
    if (!takeNumber(object["first"_L1], session.first)
        || !takeNumber(object["last"_L1], session.last) || session.first <= after
        || session.last + 1 < session.first)
        return false;
    if (object.contains("uncounted"_L1) && !takeNumber(object["uncounted"_L1], session.uncounted))
        return false;
    const QJsonObject connections = object["connections"_L1].toObject();
    for (auto it = connections.begin(); it != connections.end(); ++it) {
        if (!takeSum(it->toObject(), session.connections[it.key()]))
            return false;
    }
    return true;
}

QJsonObject toJson(const Session &session)
{
    QJsonObject connections;
    for (auto it = session.connections.cbegin(); it != session.connections.cend(); ++it)
        connections.insert(it.key(), toJson(it.value()));
    QJsonObject object{{u"began"_s, session.began},
                       {u"known"_s, session.known},
                       {u"ended"_s, session.ended},
                       {u"first"_s, QString::number(session.first)},
                       {u"last"_s, QString::number(session.last)},
                       {u"connections"_s, connections}};
    if (session.uncounted > 0)
        object.insert(u"uncounted"_s, QString::number(session.uncounted));
    return object;
}

bool takeChecksums(const QJsonObject &object, QMap<quint32, CaptureSums::Checksum> &segments)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const std::optional<quint32> segment = segmentOfName(it.key());
        const QJsonObject one = it->toObject();
        const QString digits = one["crc32c"_L1].toString();
        CaptureSums::Checksum checksum;
        bool hex = false;
        checksum.crc = digits.toUInt(&hex, 16);
        if (!segment || !hex || digits.size() != 8 || !takeNumber(one["bytes"_L1], checksum.bytes))
            return false;
        segments.insert(*segment, checksum);
    }
    return true;
}

QJsonObject toJson(const QMap<quint32, CaptureSums::Checksum> &segments)
{
    QJsonObject object;
    for (auto it = segments.cbegin(); it != segments.cend(); ++it)
        object.insert(
            segmentName(it.key()),
            QJsonObject{{u"bytes"_s, QString::number(it->bytes)},
                        {u"crc32c"_s, u"%1"_s.arg(it->crc, 8, 16, QLatin1Char('0'))}});
    return object;
}

void join(Session &older, Session newer)
{
    older.uncounted += newer.uncounted + (newer.first - older.last - 1);
    older.last = newer.last;
    older.known = newer.known;
    older.ended = older.ended && newer.ended;
    for (auto it = newer.connections.cbegin(); it != newer.connections.cend(); ++it)
        older.connections[it.key()] += it.value();
}

} // namespace

CaptureSums::Sum &CaptureSums::Sum::operator+=(const Sum &other)
{
    for (const SumMember &member : members)
        this->*member.number += other.*member.number;
    return *this;
}

bool CaptureSums::exist(const QString &folder)
{
    return QFile::exists(pathIn(folder));
}

Result<CaptureSums> CaptureSums::read(const QString &folder, bool *damaged)
{
    CaptureSums sums;
    const QString path = pathIn(folder);
    QFile file(path);
    if (!file.exists())
        return sums;
    if (!file.open(QIODevice::ReadOnly))
        return Error{u"Cannot read %1: %2"_s.arg(path, file.errorString())};
    const QByteArray text = file.read(std::min(file.size(), maxBytes) + 1);
    if (file.error() != QFileDevice::NoError)
        return Error{u"Cannot read %1: %2"_s.arg(path, file.errorString())};
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    const int format = object["format"_L1].toInt();
    if (format > currentFormat)
        return Error{u"Cannot read %1: it was written by a newer Eventscope"_s.arg(path)};
    const QJsonArray sessions = object["sessions"_L1].toArray();
    quint64 after = 0;
    bool good = format == currentFormat && text.size() <= maxBytes;
    for (auto it = sessions.begin(); good && it != sessions.end(); ++it) {
        Session session;
        good = takeSession(it->toObject(), after, session);
        after = session.last;
        sums.sessions.push_back(std::move(session));
    }
    good = good && takeChecksums(object["segments"_L1].toObject(), sums.segments);
    if (!good && damaged)
        *damaged = true;
    if (!good)
        return Error{u"Cannot read %1: it is damaged"_s.arg(path)};
    return sums;
}

Result<qint64> CaptureSums::write(const QString &folder) const
{
    QJsonArray array;
    for (const Session &session : sessions)
        array += toJson(session);
    QJsonObject object{{u"format"_s, currentFormat}, {u"sessions"_s, array}};
    if (!segments.isEmpty())
        object.insert(u"segments"_s, toJson(segments));
    // It is written every few seconds, and grows with the capture.
    const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    const QString path = pathIn(folder);
    if (const auto saved = saveWholeFile(path, text, Readers::Owner); !saved)
        return Error{u"Cannot write %1: %2"_s.arg(path, saved.error())};
    return text.size();
}

void CaptureSums::fold(size_t most)
{
    while (sessions.size() > std::max<size_t>(most, 1)) {
        join(sessions[0], std::move(sessions[1]));
        sessions.erase(sessions.begin() + 1);
    }
}

} // namespace eventscope
