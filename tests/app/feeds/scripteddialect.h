// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "models/event/jsontape.h"

#include <QUrlQuery>
#include <optional>

namespace eventscope {

/// A dialect whose server says outright what the session shall report, so that feeds can be tested
/// without a real one:
/// `{"ack":"T"}`, `{"refuse":"T","code":"C"}`, `{"error":"E"}`, `{"bye":"why"}`, `{"copy":1}`,
/// `{"welcome":1}`, `{"answer":"done"|"refused"}` to the oldest request, `{"gap":"why"}`,
/// `{"resumed":1}`, `{"resuming":1}`, `{"alive":1}`, `{"remember":"what"}`, `{"pings":MS}`,
/// anything else is an event on `topic`; text that is no JSON is undecodable.
class ScriptedSession final : public Session
{
public:
    explicit ScriptedSession(const OptionValues &options) : m_options(options) { }

    Handshake handshake() const override
    {
        using namespace Qt::StringLiterals;
        Handshake handshake;
        handshake.url = QUrl(m_options.value(u"url"_s));
        const QString token = m_options.value(u"token"_s);
        if (!token.isEmpty())
            handshake.headers.append({"Authorization", "Bearer " + token.toUtf8()});
        return handshake;
    }
    Heartbeat heartbeat() const override
    {
        using namespace Qt::StringLiterals;
        return {std::chrono::milliseconds(m_pings.value_or(m_options.value(u"ping"_s).toInt())),
                std::chrono::milliseconds(m_options.value(u"dead"_s).toInt())};
    }
    void opened(Moment, const QString &, SessionOutput &out) override
    {
        using namespace Qt::StringLiterals;
        if (m_options.contains(memoryKey))
            out.send("{\"resume\":\"" + m_options.value(memoryKey).toStdString() + "\"}",
                     R"({"resume":"…"})");
        if (m_options.value(u"login"_s) == u"1")
            out.send(R"({"login":"very-secret"})", R"({"login":"…"})");
    }
    void subscribe(const Subscription &subscription, Moment now, SessionOutput &out) override
    {
        m_patterns.append(subscription.pattern);
        const std::string topic = subscription.pattern.toStdString();
        out.sendAbout(topic, "{\"subscribe\":\"" + topic + "\"}");
        m_askedAt = now;
    }
    void unsubscribe(const QString &pattern, Moment, SessionOutput &out) override
    {
        m_patterns.removeOne(pattern);
        out.send("{\"unsubscribe\":\"" + pattern.toStdString() + "\"}");
    }
    void request(const TopicRequest &request, Moment, SessionOutput &out) override
    {
        m_requests.append(request);
        out.send("{\"request\":\"" + request.topic.toStdString() + "\"}");
    }
    QString memory() const override { return m_memory; }
    void frame(const FrameView &frame, Moment, SessionOutput &out) override;
    CloseVerdict closed(const CloseCause &) const override { return {}; }

private:
    OptionValues m_options;
    QStringList m_patterns;
    QVector<TopicRequest> m_requests;
    QString m_memory;
    std::optional<int> m_pings;
    Moment m_askedAt{0};
    JsonTape m_tape;
};

inline void ScriptedSession::frame(const FrameView &frame, Moment, SessionOutput &out)
{
    using namespace Qt::StringLiterals;
    EventFields fields;
    fields.payload = frame.bytes;
    fields.type = "test.event";
    if (frame.binary || !m_tape.parse(frame.bytes)) {
        fields.type = owntype::undecodable;
        fields.flags = Undecodable;
        fields.reason = "no JSON";
        fields.payloadKind = frame.binary ? PayloadKind::Binary : PayloadKind::Text;
        out.event(fields);
        return;
    }
    std::string scratch;
    const JsonRef root(m_tape);
    const auto text = [&root, &scratch](std::string_view key) {
        const std::string_view value = root[key].scalar(scratch);
        return QString::fromUtf8(value.data(), qsizetype(value.size()));
    };
    if (root["welcome"])
        return out.proven();
    if (root["ack"])
        return out.acknowledged(text("ack"), frame.bytes);
    if (root["released"])
        return out.released(text("released"), frame.bytes);
    if (root["refuse"])
        return out.refused(text("refuse"), text("code"), text("message"), frame.bytes);
    if (root["error"])
        return out.serverError(u"E1"_s, text("error"), frame.bytes);
    if (root["bye"])
        return out.close(CloseTreatment::StoppedByServer, text("bye"));
    if (root["answer"] && !m_requests.isEmpty()) {
        TopicAnswer answer;
        answer.outcome =
            text("answer") == u"done" ? TopicAnswer::Outcome::Done : TopicAnswer::Outcome::Refused;
        answer.reason = text("reason");
        return out.answered(m_requests.takeFirst(), answer, frame.bytes);
    }
    if (root["gap"])
        return out.gap(text("gap"));
    if (root["resumed"])
        return out.resumed();
    if (root["resuming"])
        return out.resuming();
    if (root["alive"])
        return out.keepAlive(R"({"still":"alive"})");
    if (root["remember"]) {
        m_memory = text("remember");
        return;
    }
    if (root["pings"]) {
        m_pings = text("pings").toInt();
        return;
    }
    if (root["unauthorized"])
        return out.close(CloseTreatment::NeedsCredentials, u"the server says: unauthorized"_s);
    const QString topic = text("topic");
    const int position = int(m_patterns.indexOf(topic));
    if (root["copy"])
        return out.duplicate(position);
    std::string topicScratch = topic.toStdString();
    fields.topic = topicScratch;
    out.event(fields, position);
}

class ScriptedDialect final : public Dialect
{
public:
    explicit ScriptedDialect(const QVector<Transport> &transports = {Transport::WebSocket})
    {
        using namespace Qt::StringLiterals;
        m_info.transports = transports;
        m_info.id = u"scripted"_s;
        m_info.title = u"Scripted"_s;
        Option token;
        token.key = u"token"_s;
        token.label = u"Token"_s;
        token.kind = Option::Kind::Secret;
        const auto text = [](const QString &key, const QString &value) {
            Option option;
            option.key = key;
            option.label = key;
            option.defaultValue = value;
            return option;
        };
        m_info.requests = {TopicRequest::Kind::Create, TopicRequest::Kind::Publish};
        m_info.options = {urlOption(u"ws://…"_s), token, text(u"ping"_s, u"15000"_s),
                          text(u"dead"_s, u"10000"_s), text(u"login"_s, {})};
    }
    const DialectInfo &info() const override { return m_info; }
    std::unique_ptr<Session> makeSession(const OptionValues &options) const override
    {
        return std::make_unique<ScriptedSession>(options);
    }

private:
    DialectInfo m_info;
};

} // namespace eventscope
