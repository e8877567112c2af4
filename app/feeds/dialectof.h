// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/handshakeoptions.h"
#include "models/connection/maskoptions.h"
#include "models/connection/plaintext.h"

#include <utility>

namespace eventscope {

/// The dialect of a kind of session that needs nothing but its options.
template<typename SessionType>
class DialectOf final : public Dialect
{
public:
    explicit DialectOf(DialectInfo info) : m_info(std::move(info))
    {
        if (m_info.transports.size() > 1)
            m_info.options += onlyOver(Transport::WebSocket, transportOptions());
        else if (m_info.transports.first() == Transport::WebSocket)
            m_info.options += transportOptions();
        addGuards();
    }

    const DialectInfo &info() const override { return m_info; }
    std::unique_ptr<Session> makeSession(const OptionValues &options) const override
    {
        return std::make_unique<SessionType>(options);
    }

private:
    /// What keeps the secrets of a connection, and of its events, whatever system it is with.
    void addGuards()
    {
        if (!m_info.option(QStringLiteral("maskedfields")))
            m_info.options += maskOptions(usualSecretFields);
        m_info.options.insert(1, plaintextOption()); // it belongs to the URL
    }

    DialectInfo m_info;
};

} // namespace eventscope
