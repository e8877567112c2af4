// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <QByteArray>
#include <QList>

#include <array>
#include <string>

namespace eventscope {

/// Events as the log hands them over, one after the other, a second apart; each is valid until the
/// next one is made.
class SampleEvents
{
public:
    static constexpr qint64 startUs = 1'700'000'000'000'000;
    static constexpr qint64 second = 1'000'000;

    std::string connection = "0badcafe";
    qint64 us = startUs;
    quint64 sequence = 0;
    qint64 stepUs = second;
    EventFlags flags = 0;
    Severity severity = Severity::Info;
    std::string topic;

    EventView make(std::string_view type, const QByteArray &payload)
    {
        m_type = type;
        m_payload = payload.toStdString();
        m_connection = connection;
        m_topic = topic;
        us += stepUs;
        EventView event;
        event.sequence = ++sequence;
        event.connection = m_connection;
        event.type = m_type;
        event.topic = m_topic;
        event.payload = m_payload;
        event.recordedUs = us;
        event.severity = severity;
        event.flags = flags;
        return event;
    }

    /// As Fix's backend sends it.
    EventView progress(const QByteArray &task, const QByteArray &parts,
                       const QByteArray &workflow = "collect")
    {
        return make(
            "collect-progress",
            R"({"type":"event","kind":"collect-progress","data":)"
                + body(task, workflow,
                       R"({"kind":"tree","name":")" + workflow + R"(","parts":)" + parts + '}')
                + '}');
    }
    EventView error(const QByteArray &task, const QByteArray &message,
                    const QByteArray &workflow = "collect")
    {
        return make("collect-error",
                    R"({"type":"event","kind":"collect-error","data":)"
                        + body(task, workflow, '"' + message + '"') + '}');
    }
    EventView taskEvent(std::string_view type, const QByteArray &task)
    {
        return make(type,
                    R"({"kind":"event","message_type":")"
                        + QByteArray(type.data(), qsizetype(type.size()))
                        + R"(","data":{"task_id":")" + task + R"(","descriptor_id":"collect"}})");
    }

    static QByteArray body(const QByteArray &task, const QByteArray &workflow,
                           const QByteArray &message)
    {
        return R"({"workflow":")" + workflow + R"(","task":")" + task + R"(","message":)" + message
            + '}';
    }
    /// path is "collect/aws"; the last argument pair is current and total.
    static QByteArray leaf(const QByteArray &path, const QByteArray &name, int current, int total)
    {
        QByteArray elements;
        for (const QByteArray &element : path.split('/')) {
            if (!element.isEmpty())
                elements += (elements.isEmpty() ? "\"" : ",\"") + element + '"';
        }
        return R"({"kind":"progress","name":")" + name + R"(","path":[)" + elements
            + R"(],"current":)" + QByteArray::number(current) + R"(,"total":)"
            + QByteArray::number(total) + '}';
    }
    static QByteArray list(const QList<QByteArray> &parts) { return '[' + parts.join(',') + ']'; }

private:
    std::string m_type;
    std::string m_payload;
    std::string m_connection;
    std::string m_topic;
};

} // namespace eventscope
