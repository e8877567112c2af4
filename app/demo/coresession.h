// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"

#include <QStringList>

namespace eventscope {

/// Fix's core: JSON and a line feed, now and then an empty line, `show` chooses the message types.
/// With a shared key
/// (`psk=1` in the address) it waits for a header or a first message that authorizes, and hangs up
/// without a word.
class CoreSession final : public DemoSession
{
public:
    struct Access
    {
        bool needsKey = false;
        bool authorized = false; ///< by a header
        bool denied = false;
    };

    CoreSession(DemoOutlet &outlet, const QString &show, Access access);

    void opened(const std::vector<CollectEvent> &trees) override;
    void text(const QByteArray &frame, qint64 nowUs) override;
    void tick(qint64 nowUs) override;
    void tellCollect(const CollectEvent &event) override;
    void restart() override;
    int pingSeconds() const override { return 20; }
    std::vector<std::string> loadFrames() const override;

private:
    bool isOpen() const { return !m_access.denied && (!m_access.needsKey || m_access.authorized); }
    void welcome();
    bool shows(const std::string &type) const;

    Access m_access;
    QStringList m_show; ///< empty: everything
    std::vector<CollectEvent> m_trees;
    qint64 m_firstTickUs = 0;
    quint64 m_told = 0;
};

} // namespace eventscope
