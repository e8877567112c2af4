// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"

#include <QStringList>

namespace eventscope {

/// VoIPBIN as its servers really behave: no acknowledgment, no error message, topics matched as
/// literal prefixes, every event published under two topics of each scope, no event type in the
/// bare shape, and a hang-up for a topic that it does not like.
class DeployedSession final : public DemoSession
{
public:
    enum class Shape : quint8 { Bare, Wrapped, Mixed };

    DeployedSession(DemoOutlet &outlet, Shape shape);

    void text(const QByteArray &frame, qint64 nowUs) override;
    void binary() override { m_outlet.drop(); }
    void tellCall(const CallEvent &event) override;
    int pingSeconds() const override { return 10; }
    std::vector<std::string> loadFrames() const override;

private:
    std::vector<std::string> customers() const;
    bool bound(std::string_view scope) const;
    void publish(const CallEvent &event, const std::string &customer);

    std::vector<std::string> m_prefixes;
    Shape m_shape;
};

} // namespace eventscope
