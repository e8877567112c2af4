// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/paneldialogs.h"

#include "models/connectionmodel.h"
#include "views/connections/certificatedialog.h"
#include "views/connections/connectiondialog.h"
#include "views/connections/systembox.h"
#include "views/subscriptions/removaloffer.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/subscriptionmenu.h"
#include "views/subscriptions/subscriptionrows.h"
#include "views/subscriptions/subscriptionsetsdialog.h"
#include "views/subscriptions/topicsdialog.h"

namespace eventscope {

PanelDialogs::PanelDialogs(ConnectionModel *connections, WindowServices services,
                           RemovalOffer *offer, QWidget *panel)
    : QObject(panel), m_connections(connections), m_services(std::move(services)), m_offer(offer),
      m_panel(panel)
{ }

/// The panel may have come into another window since.
QWidget *PanelDialogs::window() const
{
    return m_panel->window();
}

void PanelDialogs::open(QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void PanelDialogs::addConnection()
{
    openConnection({});
}

void PanelDialogs::editConnection(const QString &connectionId)
{
    if (m_connections->profile(connectionId))
        openConnection(connectionId);
}

void PanelDialogs::duplicateConnection(const QString &connectionId)
{
    if (m_connections->profile(connectionId))
        openConnection(connectionId, true);
}

void PanelDialogs::showCertificate(const QString &connectionId)
{
    if (hasRefusedCertificate(*m_connections, connectionId))
        open(new CertificateDialog(m_connections, connectionId, window()));
}

void PanelDialogs::switchSystem(const QString &connectionId)
{
    DetectedDialect found;
    found.dialect = m_connections->status(connectionId).speaks;
    if (found.dialect.isEmpty() || !m_connections->profile(connectionId)
        || speakTo(found.dialect, connectionId, m_connections))
        return;
    openConnection(connectionId)->takeOver(found);
}

ConnectionDialog *PanelDialogs::openConnection(const QString &from, bool duplicate)
{
    using Purpose = ConnectionDialog::Purpose;
    std::optional<ConnectionProfile> profile;
    if (const ConnectionProfile *known = m_connections->profile(from))
        profile = *known;
    auto *dialog = new ConnectionDialog(m_connections, m_services, profile, window(),
                                        duplicate ? Purpose::Duplicate : Purpose::Edit);
    if (!profile || duplicate)
        connect(dialog, &ConnectionDialog::connectionSaved, this, &PanelDialogs::connectionAdded);
    open(dialog);
    return dialog;
}

void PanelDialogs::showSets(const QString &connectionId)
{
    auto *dialog = new SubscriptionSetsDialog(m_connections, connectionId,
                                              m_services.subscriptionSetsFolder, window());
    connect(dialog, &SubscriptionSetsDialog::added, m_offer,
            [offer = m_offer](const QString &id, const QVector<Subscription> &subscriptions) {
                offer->offer({id, subscriptions, {}, true});
            });
    connect(dialog, &SubscriptionSetsDialog::takenBack, m_offer, &RemovalOffer::take);
    connect(dialog, &QDialog::finished, m_offer, &RemovalOffer::renew);
    open(dialog);
}

void PanelDialogs::showTopics(const QString &connectionId)
{
    if (const auto show = topicsOpener(m_connections, connectionId, window()))
        show();
}

void PanelDialogs::addSubscriptions(const QString &connectionId)
{
    auto *dialog = new SubscriptionDialog(m_connections, connectionId, {}, window());
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        Q_EMIT subscriptionSaved(dialog->connectionId(), dialog->patterns().value(0));
    });
    open(dialog);
}

SubscriptionDialog *PanelDialogs::editSubscription(const QString &connectionId,
                                                   const QString &pattern)
{
    if (!findSubscription(*m_connections, connectionId, pattern))
        return nullptr;
    auto *dialog = new SubscriptionDialog(m_connections, connectionId, pattern, window());
    connect(dialog, &SubscriptionDialog::replaced, this,
            [this](const QString &id, const Subscription &before, const QString &by) {
                m_offer->offer({id, {before}, by, false});
                Q_EMIT subscriptionSaved(id, by);
            });
    open(dialog);
    return dialog;
}

} // namespace eventscope
