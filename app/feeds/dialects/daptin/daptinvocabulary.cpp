// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptinvocabulary.h"

#include "app/feeds/dialects/daptin/daptinfilters.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DaptinDialect", text);
}

} // namespace

QMap<QString, KnownFilter> daptinKnownFilters()
{
    KnownFilter type;
    type.label = tr("Event type");
    type.shortName = tr("type");
    type.values = {u"create"_s, u"update"_s, u"delete"_s, u"new-message"_s};
    return {{daptinTypeFilter, type}};
}

QString daptinFilterHint()
{
    return tr("Only rows with exactly these values are sent. A value that reads as a number is "
              "sent as one; in quotes it is a text.");
}

PermissionForm daptinPermissions()
{
    PermissionForm form;
    form.people = {tr("everybody"), tr("owner"), tr("groups")};
    form.actions = {{tr("peek"), tr("see these permissions")},
                    {tr("read"), tr("subscribe to it")},
                    {tr("create"), {}},
                    {tr("update"), {}},
                    {tr("delete"), tr("destroy it")},
                    {tr("execute"), tr("send messages on it")},
                    {tr("refer"), {}}};
    form.note = tr("What groups may do counts only for tables: a topic belongs to no group.");
    return form;
}

} // namespace eventscope
