// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/plaintext.h"
#include "models/event/displaytext.h"
#include "views/connections/optionform.h"

#include <QCoreApplication>
#include <QUrl>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::OptionForm", text);
}

} // namespace

QString urlWarning(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return {};
    const QString host = url.host(QUrl::FullyEncoded).toLower();
    QStringList warnings;
    if (host.startsWith("xn--"_L1) || host.contains(".xn--"_L1))
        warnings += tr("The host's real name is %1: look closely.").arg(displayText(host, 80));
    if (url.scheme() == "ws"_L1 && !isLoopbackHost(host))
        warnings += tr("ws:// is not encrypted: anyone on the way to %1 can read the events and "
                       "the credentials. "
                       "Use wss:// if the server has it.")
                        .arg(displayText(host, 80));
    return warnings.join(u' ');
}

QString webSocketUrlFor(const QString &text)
{
    const QString url = text.trimmed();
    if (url.startsWith("http://"_L1, Qt::CaseInsensitive))
        return u"ws://"_s + url.mid(7);
    if (url.startsWith("https://"_L1, Qt::CaseInsensitive))
        return u"wss://"_s + url.mid(8);
    return {};
}

} // namespace eventscope
