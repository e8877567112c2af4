// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/systembox.h"

#include "models/connectionmodel.h"
#include "views/connections/connectionname.h"

#include <QComboBox>
#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Two systems may have an option of the same name, and other values for it.
bool canHave(const DialectInfo &system, const Option &option, const QString &value)
{
    DialectInfo alone;
    alone.transports = system.transports;
    alone.options = {option};
    return alone.problemWith({{option.key, value}}).isEmpty();
}

} // namespace

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

bool speakTo(const QString &system, const QString &connectionId, ConnectionModel *connections)
{
    const ConnectionProfile *before = connections->profile(connectionId);
    const DialectInfo *old = before ? connections->dialect(before->dialect) : nullptr;
    const DialectInfo *info = connections->dialect(system);
    if (!old || !info || old == info)
        return false;
    ConnectionProfile profile = *before;
    profile.dialect = info->id;
    profile.options.clear();
    OptionValues known;
    for (const Option &option : info->options) {
        const QString value = before->options.value(option.key);
        if (option.kind == Option::Kind::Secret) {
            if (before->givenSecrets.contains(option.key))
                known.insert(option.key, u"given"_s);
        } else if (!value.isEmpty() && canHave(*info, option, value)) {
            profile.options.insert(option.key, value);
        }
    }
    known.insert(profile.options);
    if (!info->problemWith(known).isEmpty())
        return false;
    leaveOtherSystem(&profile, *before, *info);
    const QString url = before->options.value(u"url"_s);
    if (unnumberedName(before->name) == suggestedConnectionName(old->title, url, {})) {
        QVector<ConnectionProfile> others = connections->profiles();
        others.removeIf([&](const ConnectionProfile &other) { return other.id == connectionId; });
        profile.name = suggestedConnectionName(info->title, url, others);
    }
    connections->editConnection(profile, {}, false);
    return true;
}

} // namespace eventscope
