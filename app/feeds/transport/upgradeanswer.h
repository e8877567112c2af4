// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/closecause.h"
#include "app/feeds/transport/upgraderequest.h"

#include <string_view>

namespace eventscope {

/// What a server answers to an UpgradeRequest, read as it comes and cut anywhere: either the
/// connection is open, or why not. What comes before it with a status of 1xx is skipped, a few
/// times. Takes at most 64 KiB of all that, and says at the first bytes that this is no HTTP. Pure;
/// fuzzed.
class UpgradeAnswer
{
public:
    static constexpr qsizetype maxHeaderBytes = 64 << 10;
    enum class State : quint8 { Reading, Open, Refused };

    explicit UpgradeAnswer(const UpgradeRequest &request)
        : m_accept(request.accept), m_asked(request.subprotocols)
    { }

    /// How many of these bytes belong to the answer; what follows are frames.
    qsizetype add(std::string_view bytes);
    State state() const { return m_state; }

    QByteArray subprotocol() const { return m_subprotocol; }
    /// Of a refusal: its status, 0 if it is none of HTTP; what is wrong with an answer that is no
    /// refusal; when the server wants to be asked again; and where it sends us.
    int status() const { return m_status; }
    std::optional<BadAnswer> badAnswer() const { return m_bad; }
    std::optional<std::chrono::seconds> retryAfter() const { return m_retryAfter; }
    QString redirect() const { return m_redirect; }

private:
    qsizetype addPart(std::string_view bytes);
    void read();
    void skipInterim();
    void readStatusLine(const QByteArray &line);
    void readHeader(const QByteArray &line);
    void readRefusal(const QByteArray &name, const QByteArray &value);
    void decide();
    void refuse(BadAnswer why);

    const QByteArray m_accept;
    const QByteArrayList m_asked;
    QByteArray m_header;
    State m_state = State::Reading;
    std::optional<BadAnswer> m_bad;
    int m_status = 0;
    std::optional<std::chrono::seconds> m_retryAfter;
    QString m_redirect;
    QByteArray m_subprotocol;
    int m_interims = 0; ///< answers before it
    qsizetype m_interimBytes = 0; ///< of them
    int m_accepts = 0; ///< how often the right one came
    int m_wrongAccepts = 0;
    int m_protocols = 0;
    bool m_upgrade = false;
    bool m_connection = false;
    bool m_extension = false;
};

} // namespace eventscope
