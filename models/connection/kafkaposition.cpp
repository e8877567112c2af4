// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/kafkaposition.h"

#include <QStringList>
#include <QUrl>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QChar patternMark = u'?';
constexpr QChar clusterMark = u'!';

bool isOfPlainCharacters(const QString &text)
{
    constexpr qsizetype longest = 249;
    return !text.isEmpty() && text.size() <= longest
        && std::all_of(text.begin(), text.end(), [](QChar c) {
               const char16_t u = c.unicode();
               return (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z')
                   || (u >= u'0' && u <= u'9') || u == u'.' || u == u'_' || u == u'-';
           });
}

/// `t/0+12-14`
void takeStored(const QString &word, KafkaStored &stored)
{
    const qsizetype slash = word.indexOf(u'/');
    const qsizetype plus = word.indexOf(u'+', slash + 1);
    const qsizetype dash = word.indexOf(u'-', plus + 1);
    if (slash < 1 || plus < slash || dash < plus)
        return;
    bool hasPartition = false;
    bool hasFirst = false;
    bool hasEnd = false;
    const qint32 partition = word.mid(slash + 1, plus - slash - 1).toInt(&hasPartition);
    const qint64 first = word.mid(plus + 1, dash - plus - 1).toLongLong(&hasFirst);
    const qint64 end = word.mid(dash + 1).toLongLong(&hasEnd);
    const QString topic = word.left(slash);
    if (hasPartition && hasFirst && hasEnd && partition >= 0 && isKafkaTopicName(topic))
        stored.addRange(topic, partition, first, end);
}

QString encoded(const QString &pattern)
{
    return patternMark + QString::fromLatin1(QUrl::toPercentEncoding(pattern));
}

} // namespace

bool isKafkaTopicName(const QString &name)
{
    return isOfPlainCharacters(name) && name != u"." && name != u"..";
}

bool isKafkaClusterId(const QString &id)
{
    return isOfPlainCharacters(id);
}

void KafkaPosition::addPattern(const QString &pattern)
{
    if (!pattern.isEmpty() && pattern.size() <= longestPattern && patterns.size() < mostPatterns)
        patterns.insert(pattern);
}

void KafkaPosition::add(const KafkaPosition &other)
{
    if (isOfAnother(other.cluster))
        return;
    if (cluster.isEmpty())
        cluster = other.cluster;
    for (const QString &pattern : other.patterns)
        addPattern(pattern);
    other.offsets.forEach([this](const QString &topic, qint32 partition, qint64 next) {
        offsets.raise(topic, partition, next);
        stored.dropBefore(topic, partition, *offsets.next(topic, partition));
    });
    other.stored.forEach([this](const QString &topic, qint32 partition, qint64 first, qint64 end) {
        const qint64 next = offsets.next(topic, partition).value_or(0);
        stored.addRange(topic, partition, std::max(first, next), end);
    });
}

QString KafkaPosition::text(qsizetype most) const
{
    QString all;
    const auto put = [&all, most](const QString &word) {
        const qsizetype blank = all.isEmpty() ? 0 : 1;
        if (word.size() + blank > most - all.size())
            return;
        if (blank > 0)
            all += u' ';
        all += word;
    };
    if (!cluster.isEmpty())
        put(clusterMark + cluster);
    for (const QString &pattern : patterns)
        put(encoded(pattern));
    offsets.forEach([&put](const QString &topic, qint32 partition, qint64 next) {
        put(KafkaOffsets::word(topic, partition, next));
    });
    stored.forEach([&put](const QString &topic, qint32 partition, qint64 first, qint64 end) {
        put(u"%1/%2+%3-%4"_s.arg(topic, QString::number(partition), QString::number(first),
                                 QString::number(end)));
    });
    return all;
}

KafkaPosition KafkaPosition::fromText(const QString &text)
{
    KafkaPosition position;
    const KafkaOffsets offsets = KafkaOffsets::fromText(text);
    offsets.forEach([&position](const QString &topic, qint32 partition, qint64 next) {
        if (isKafkaTopicName(topic))
            position.offsets.set(topic, partition, next);
    });
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (word.startsWith(patternMark))
            position.addPattern(QUrl::fromPercentEncoding(word.mid(1).toUtf8()));
        else if (word.startsWith(clusterMark) && isKafkaClusterId(word.mid(1)))
            position.cluster = word.mid(1);
        else
            takeStored(word, position.stored);
    }
    return position;
}

} // namespace eventscope
