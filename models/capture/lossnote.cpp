// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/lossnote.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
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
        const QJsonObject object =
            QJsonDocument::fromJson(file.read(noteBytes), &parsed).object();
        const auto generation = quint64(std::max(0.0, object[generationKey].toDouble()));
        if (parsed.error == QJsonParseError::NoError
            && (newest.object.isEmpty() || generation > newest.generation))
            newest = {object, slot, std::min(generation, mostExact)};
    }
    return newest;
}

QJsonObject objectIn(const QString &folder)
{
    QJsonObject object = newestIn(folder).object;
    object.remove(generationKey);
    return object;
}

QByteArray textOf(const LossNote::Counts &counts, const QJsonValue &recording, quint64 generation)
{
    QJsonObject object{{generationKey, qint64(generation)}};
    if (recording.toBool() || recording.isObject())
        object.insert(recordingKey, recording);
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        if (it.value() > 0)
            object.insert(it.key(), qint64(std::min(it.value(), mostExact)));
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
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

LossNote::Topics LossNote::topics(const QString &folder)
{
    Topics topics;
    const QJsonObject object = objectIn(folder)[recordingKey].toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        topics.insert(it.key(), it->toVariant().toStringList());
    return topics;
}

bool LossNote::write(const Counts &counts, Durable durable)
{
    QJsonObject topics;
    for (auto it = m_topics.cbegin(); it != m_topics.cend(); ++it)
        topics.insert(it.key(), QJsonArray::fromStringList(*it));
    ++m_generation;
    QByteArray text = textOf(
        counts, m_recording && !topics.isEmpty() ? QJsonValue(topics) : m_recording, m_generation);
    if (text.size() > noteBytes)
        text = textOf(counts, m_recording, m_generation);
    if (text.size() > noteBytes) { // so many connections: their sum is better than nothing
        quint64 sum = 0;
        for (const quint64 count : counts)
            sum += count;
        text = textOf({{counts.firstKey(), sum}}, m_recording, m_generation);
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
