// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/systembox.h"

#include "models/connectionmodel.h"

#include <QComboBox>
#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

void fillSystemBox(QComboBox *box, const ConnectionModel &connections)
{
    for (const DialectInfo &dialect : connections.dialects())
        box->addItem(dialect.title, dialect.id);
    const QVector<ConnectionProfile> profiles = connections.profiles();
    int usual = profiles.isEmpty() ? -1 : box->findData(profiles.constLast().dialect);
    if (usual < 0)
        usual = box->findData(u"voipbin"_s);
    if (usual >= 0)
        box->setCurrentIndex(usual);
}

QString otherSystemNote(const ConnectionProfile &before, const DialectInfo &system)
{
    if (system.id == before.dialect || before.subscriptions.isEmpty())
        return {};
    const char *note = system.canSubscribe
        ? QT_TRANSLATE_NOOP("ConnectionDialog",
                            "The subscriptions stay as they are written; %1 may know other ones.")
        : QT_TRANSLATE_NOOP("ConnectionDialog",
                            "%1 sends everything by itself: the subscriptions are removed.");
    return QCoreApplication::translate("ConnectionDialog", note).arg(system.title);
}

void leaveOtherSystem(ConnectionProfile *changed, const ConnectionProfile &before,
                      const DialectInfo &system)
{
    if (system.id != before.dialect && !system.canSubscribe)
        changed->subscriptions.clear();
}

} // namespace eventscope
