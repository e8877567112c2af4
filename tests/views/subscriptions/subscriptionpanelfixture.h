// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"
#include "tests/support/sampledialects.h"
#include "views/subscriptions/subscriptionpanel.h"

#include <QTreeView>

#include <memory>

namespace eventscope {

/// For tests of SubscriptionPanel: a panel on models without connections, as wide as in the window.
class SubscriptionPanelFixture : public QObject
{
    Q_OBJECT
protected:
    void add(const QString &id, const QString &name, const QString &dialect,
             const QStringList &patterns = {})
    {
        m_model->addConnection(samples::profile(id, name, dialect, patterns), {}, false, false);
    }
    QTreeView *tree() const { return m_panel->findChild<QTreeView *>(); }

    const QString voip = QStringLiteral("0000000a");
    const QString fix = QStringLiteral("0000000b");
    std::unique_ptr<ConnectionModel> m_model;
    std::unique_ptr<SubscriptionModel> m_subscriptions;
    std::unique_ptr<SubscriptionPanel> m_panel;

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<ConnectionModel>();
        m_model->setDialects({samples::telephony(), samples::plain(), samples::everything()});
        m_subscriptions = std::make_unique<SubscriptionModel>(m_model.get());
        m_panel = std::make_unique<SubscriptionPanel>(m_model.get(), m_subscriptions.get(),
                                                      WindowServices());
        m_panel->resize(292, 400);
        m_panel->show();
    }
    void cleanup()
    {
        m_panel.reset();
        m_subscriptions.reset();
        m_model.reset();
    }
};

} // namespace eventscope
