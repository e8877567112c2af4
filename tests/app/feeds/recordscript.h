// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafkarecord.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <vector>

namespace eventscope {

/// A record of Kafka as a transcript writes it down, one line after the other:
/// `record TOPIC PARTITION OFFSET [TIME [KEY]]` (the time in milliseconds, `-` for none), any
/// number of `header NAME[: VALUE]`, then `value TEXT`, `valuex HEX` or `tombstone`.
class RecordScript
{
public:
    enum class Step : quint8 { Unknown, Taken, Complete };
    Step take(const QString &verb, const QString &rest)
    {
        using namespace Qt::StringLiterals;
        if (verb == u"record")
            begin(rest);
        else if (verb == u"header")
            addHeader(rest.toUtf8());
        else if (verb == u"value")
            m_value = rest.toUtf8();
        else if (verb == u"valuex")
            m_value = QByteArray::fromHex(rest.toLatin1());
        else if (verb != u"tombstone")
            return Step::Unknown;
        m_record.hasValue = verb != u"tombstone";
        return verb == u"record" || verb == u"header" ? Step::Taken : Step::Complete;
    }
    const QByteArray &value() const { return m_value; }
    /// Valid until the next call.
    KafkaRecord view()
    {
        const auto of = [](const QByteArray &bytes) {
            return std::string_view(bytes.constData(), size_t(bytes.size()));
        };
        KafkaRecord record = m_record;
        record.topic = of(m_topic);
        record.key = of(m_key);
        record.value = record.hasValue ? of(m_value) : std::string_view();
        m_views.clear();
        for (const Header &header : m_headers)
            m_views.push_back({of(header.name), of(header.value), header.hasValue});
        record.headers = m_views;
        return record;
    }

private:
    struct Header
    {
        QByteArray name;
        QByteArray value;
        bool hasValue;
    };

    void begin(const QString &rest)
    {
        const QStringList words = rest.split(u' ');
        m_record = {};
        m_headers.clear();
        m_value.clear();
        m_topic = words.value(0).toUtf8();
        m_record.partition = words.value(1).toInt();
        m_record.offset = words.value(2).toLongLong();
        bool hasTime = false;
        const qint64 time = words.value(3).toLongLong(&hasTime);
        m_record.timeMs = hasTime ? std::optional(time) : std::nullopt;
        m_key = words.mid(4).join(u' ').toUtf8();
        m_record.hasKey = words.size() > 4;
    }
    void addHeader(const QByteArray &line)
    {
        const auto colon = line.indexOf(": ");
        m_headers.push_back({colon < 0 ? line : line.left(colon),
                             colon < 0 ? QByteArray() : line.mid(colon + 2), colon >= 0});
    }

    KafkaRecord m_record;
    QByteArray m_topic;
    QByteArray m_key;
    QByteArray m_value;
    std::vector<Header> m_headers;
    std::vector<KafkaHeader> m_views;
};

} // namespace eventscope
