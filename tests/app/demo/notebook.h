// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace eventscope {

/// Writes down what a session says, in place of a connection.
class Notebook final : public DemoOutlet
{
public:
    void sendEvent(std::string_view frame) override
    {
        events << QByteArray(frame.data(), qsizetype(frame.size()));
    }
    void sendReply(std::string_view frame) override
    {
        replies << QByteArray(frame.data(), qsizetype(frame.size()));
    }
    void close(int code, const QString &why) override
    {
        closeCode = code;
        reason = why;
    }
    void drop() override { dropped = true; }
    QJsonObject event(qsizetype i) const { return QJsonDocument::fromJson(events.at(i)).object(); }
    QJsonObject reply(qsizetype i) const { return QJsonDocument::fromJson(replies.at(i)).object(); }

    QList<QByteArray> events;
    QList<QByteArray> replies;
    int closeCode = 0;
    QString reason;
    bool dropped = false;
};

} // namespace eventscope
