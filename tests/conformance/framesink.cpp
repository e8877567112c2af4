// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/framesink.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::string_view textType = "frame.text";
constexpr std::string_view binaryType = "frame.binary";

class FrameSession final : public Session
{
public:
    explicit FrameSession(const OptionValues &options) : m_options(options) { }

    Handshake handshake() const override
    {
        Handshake handshake;
        handshake.url = QUrl(m_options.value(u"url"_s));
        handshake.subprotocols = {u"events.v1"_s};
        return handshake;
    }
    void opened(Moment, const QString &, SessionOutput &) override { }
    void frame(const FrameView &frame, Moment, SessionOutput &out) override
    {
        EventFields fields;
        fields.type = frame.binary ? binaryType : textType;
        fields.payloadKind = PayloadKind::Binary; // so that no byte of it is rewritten
        fields.payload = frame.bytes;
        out.event(fields);
    }
    CloseVerdict closed(const CloseCause &) const override { return {}; }

private:
    OptionValues m_options;
};

} // namespace

bool FrameSink::submit(std::unique_ptr<EventBatch> batch)
{
    const QMutexLocker lock(&m_mutex);
    const auto connection =
        QString::fromLatin1(batch->connection().data(), qsizetype(batch->connection().size()));
    m_stored[connection] += batch->receivedCount();
    QList<Heard> &heard = m_heard[connection];
    for (const BatchEntry &entry : batch->entries()) {
        const std::string_view type = batch->part(entry, entry.type);
        if (type != textType && type != binaryType)
            continue;
        const std::string_view quoted = batch->part(entry, entry.data);
        heard.append(
            {type == binaryType,
             QByteArray::fromBase64(QByteArray(quoted.data() + 1, qsizetype(quoted.size()) - 2))});
    }
    return true;
}

QList<Heard> FrameSink::heard(const QString &connection) const
{
    const QMutexLocker lock(&m_mutex);
    return m_heard.value(connection);
}

bool FrameSink::hasHeard(const QString &connection, const QByteArray &payload) const
{
    const QMutexLocker lock(&m_mutex);
    const auto found = m_heard.constFind(connection);
    return found != m_heard.cend() && !found->isEmpty() && found->last().payload == payload;
}

quint64 FrameSink::stored(const QString &connection) const
{
    const QMutexLocker lock(&m_mutex);
    return m_stored.value(connection);
}

FrameDialect::FrameDialect()
{
    m_info.id = u"frames"_s;
    m_info.title = u"Frames"_s;
    m_info.options = {urlOption(u"ws://…"_s)};
}

std::unique_ptr<Session> FrameDialect::makeSession(const OptionValues &options) const
{
    return std::make_unique<FrameSession>(options);
}

} // namespace eventscope
