// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/lossnote.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMultiMap>
#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// A block of the disk; room for some hundred connections.
constexpr qsizetype noteBytes = 4096;
constexpr int slots_ = 2;
/// JSON has no larger whole numbers.
constexpr quint64 mostExact = 1ULL << 53;

QString notePath(const QString &folder)
{
    return folder + u'/' + lossNoteName;
}

/// No id of a connection has so many letters.
const QString recordingKey = u"recording"_s;
const QString generationKey = u"generation"_s;
const QString connectedKey = u"connected"_s;

struct Newest
{
    QJsonObject object;
    int slot = 0;
    quint64 generation = 0;
};

Newest newestIn(const QString &folder)
{
    Newest newest;
    QFile file(notePath(folder));
    if (!file.open(QIODevice::ReadOnly))
        return newest;
    for (int slot = 0; slot < slots_; ++slot) {
        QJsonParseError parsed;
        const QJsonObject object = QJsonDocument::fromJson(file.read(noteBytes), &parsed).object();
        const double number = object[generationKey].toDouble();
        const auto generation = quint64(std::clamp(number, 0.0, double(mostExact)));
        if (parsed.error == QJsonParseError::NoError
            && (newest.object.isEmpty() || generation > newest.generation))
            newest = {object, slot, generation};
    }
    return newest;
}

QJsonObject objectIn(const QString &folder)
{
    QJsonObject object = newestIn(folder).object;
    object.remove(generationKey);
    return object;
}

QByteArray jsonOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

qsizetype bytesOf(const QString &text)
{
    return QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact).size() - 2;
}

/// The names, and behind them how many more there are.
QJsonArray arrayOf(const LossNote::Some &some)
{
    QJsonArray array = QJsonArray::fromStringList(some.names);
    if (some.more > 0)
        array += qint64(std::min(some.more, mostExact));
    return array;
}

LossNote::Some someIn(const QJsonArray &array)
{
    LossNote::Some some;
    for (const QJsonValue &value : array) {
        if (value.isString())
            some.names += value.toString();
        else if (const double more = value.toDouble(); more >= 1 && more <= double(mostExact))
            some.more = quint64(more);
    }
    return some;
}

/// As many of them, from the front, as have room; each takes its part of it.
LossNote::Some thatFit(const QStringList &all, qsizetype &room)
{
    LossNote::Some some;
    for (const QString &one : all) {
        // Quotes and a comma; a long one that finds no room need not be written to be measured.
        const qsizetype bytes = one.size() + 3 > room ? room + 1 : bytesOf(one) + 1;
        if (bytes <= room) {
            room -= bytes;
            some.names += one;
        }
    }
    some.more = quint64(all.size() - some.names.size());
    return some;
}

/// Every connection has its part of the room, so that one with thousands of topics hides no other;
/// what those with few leave is for those behind them.
QJsonObject topicsThatFit(const LossNote::Topics &topics, qsizetype room)
{
    constexpr qsizetype perConnection = 14; // quotes, colon, brackets, a comma, a number
    // The shortest lists first.
    QMultiMap<qsizetype, QString> order;
    for (auto it = topics.cbegin(); it != topics.cend(); ++it) {
        const qsizetype own = perConnection + bytesOf(it.key());
        if (own > room)
            break;
        room -= own;
        order.insert(it->size(), it.key());
    }
    QJsonObject object;
    qsizetype waiting = order.size();
    for (const QString &id : std::as_const(order)) {
        const qsizetype part = room / waiting--;
        qsizetype left = part;
        object.insert(id, arrayOf(thatFit(topics.value(id), left)));
        room -= part - left;
    }
    return object;
}

} // namespace

LossNote::LossNote(const QString &folder) : m_recording(isRecording(folder))
{
    const QString path = notePath(folder);
    if (m_file.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600) != 0)
        return;
    ::fchmod(m_file.fd(), 0600);
    const Newest newest = newestIn(folder);
    m_syncedSlot = newest.slot;
    m_generation = newest.generation;
    quint64 length = 0;
    if (m_file.size(length) == 0 && length < quint64(noteBytes * slots_)) {
        const std::string room(size_t(noteBytes * slots_) - size_t(length), ' ');
        m_file.writeAt(length, room);
    }
    // What stands there may be the word of a program that was killed, and not be on the disk yet.
    if (m_file.syncData() == 0)
        syncFolder(folder);
}

LossNote::Counts LossNote::read(const QString &folder)
{
    Counts counts;
    const QJsonObject object = objectIn(folder);
    for (auto it = object.begin(); it != object.end(); ++it) {
        const double count = it.value().toDouble();
        if (count >= 1 && count <= double(mostExact))
            counts.insert(it.key(), quint64(count));
    }
    return counts;
}

bool LossNote::isRecording(const QString &folder)
{
    const QJsonValue recording = objectIn(folder)[recordingKey];
    return recording.toBool() || recording.isObject();
}

QMap<QString, LossNote::Some> LossNote::topics(const QString &folder)
{
    QMap<QString, Some> topics;
    const QJsonObject object = objectIn(folder)[recordingKey].toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        topics.insert(it.key(), someIn(it->toArray()));
    return topics;
}

LossNote::Some LossNote::connected(const QString &folder)
{
    return someIn(objectIn(folder)[connectedKey].toArray());
}

/// What is lost comes before who was connected, and that before what was subscribed.
QByteArray LossNote::text(const Counts &counts) const
{
    constexpr qsizetype keys = 60; // of what follows, with a number in each
    QJsonObject object{{generationKey, qint64(m_generation)}};
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        if (it.value() > 0)
            object.insert(it.key(), qint64(std::min(it.value(), mostExact)));
    }
    if (!m_recording)
        return jsonOf(object);
    object.insert(recordingKey, true);
    qsizetype room = noteBytes - jsonOf(object).size() - keys;
    if (room <= 0)
        return jsonOf(object);
    if (!m_connected.isEmpty())
        object.insert(connectedKey, arrayOf(thatFit(m_connected, room)));
    const QJsonObject topics = topicsThatFit(m_topics, room);
    if (!topics.isEmpty())
        object.insert(recordingKey, topics);
    return jsonOf(object);
}

bool LossNote::write(const Counts &counts, Durable durable)
{
    ++m_generation;
    QByteArray text = this->text(counts);
    if (text.size() > noteBytes) { // so many connections: their sum is better than nothing
        quint64 sum = 0;
        for (const quint64 count : counts)
            sum += count;
        text = this->text({{counts.firstKey(), sum}});
    }
    text = text.leftJustified(noteBytes, ' ', true);
    const int slot = (m_syncedSlot + 1) % slots_;
    if (!m_file.isOpen()
        || m_file.writeAt(quint64(slot * noteBytes), {text.constData(), size_t(text.size())}) != 0)
        return false;
    if (durable == Durable::Soon)
        return true;
    if (m_file.syncData() != 0)
        return false;
    m_syncedSlot = slot;
    return true;
}

} // namespace eventscope
