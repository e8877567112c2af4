// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"
#include "tests/support/sampledialects.h"
#include "views/subscriptions/subscriptionpanel.h"

#include <QApplication>
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
    static QStringList patternsOf(const ConnectionModel &model, const QString &id)
    {
        QStringList patterns;
        for (const Subscription &subscription : model.profile(id)->subscriptions)
            patterns += subscription.pattern;
        return patterns;
    }
    /// The dialog of a kind that is open now.
    template<typename D>
    static D *openDialog()
    {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *dialog = qobject_cast<D *>(widget); dialog && dialog->isVisible())
                return dialog;
        }
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            for (auto *dialog : widget->findChildren<D *>()) {
                if (dialog->isVisible())
                    return dialog;
            }
        }
        return nullptr;
    }

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
