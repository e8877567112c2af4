// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/missingsecrets.h"

#include "app/feeds/dialectregistry.h"
#include "app/troublenotice.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MissingSecrets", text);
}

} // namespace

QStringList missingSecrets(const ConnectionProfile &profile, const OptionValues &known)
{
    const Dialect *dialect = dialectById(profile.dialect);
    if (!dialect)
        return {};
    const QStringList keys = dialect->info().secretKeys();
    QStringList missing;
    for (const QString &key : profile.givenSecrets) {
        if (!keys.contains(key) || known.contains(key))
            continue;
        const Option *option = dialect->info().option(key);
        missing += option ? option->label : tr("what its URL had");
    }
    return missing;
}

ConnectionStatus waitingForSecrets(const QStringList &missing)
{
    ConnectionStatus status;
    status.phase = ConnectionPhase::NeedsCredentials;
    status.cause = tr("not kept since the last session: %1").arg(missing.join(u", "_s));
    status.sinceUs = nowUs();
    return status;
}

Notice missingSecretsNotice(const ConnectionProfile &profile, const QStringList &missing)
{
    Notice notice = troubleNotice(tr("Not connected"),
                                  tr("%1 waits for what was not kept since the last session: %2.")
                                      .arg(profile.name, missing.join(u", "_s)),
                                  Severity::Warning);
    notice.kind = Notice::Kind::Disconnected; // answered once it is connected
    notice.connectionId = profile.id;
    return notice;
}

} // namespace eventscope
