// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"

namespace eventscope {

/// Fix's backend: one socket is one workspace, everything is delivered, what the client says is
/// ignored.
class FixSession final : public DemoSession
{
public:
    FixSession(DemoOutlet &outlet, bool denied);

    void opened(const std::vector<CollectEvent> &trees) override;
    void text(const QByteArray &frame, qint64 nowUs) override;
    void tellCollect(const CollectEvent &event) override;
    void restart() override;
    int pingSeconds() const override { return 1; }
    std::vector<std::string> loadFrames() const override;

private:
    bool m_denied;
};

/// The data of a progress message under load, for both of Fix's producers.
std::string loadProgress(const char *region, const std::string &quotedTask);

} // namespace eventscope
