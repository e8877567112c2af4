// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/passedfile.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PassedFile", text);
}

QString sizeText(qsizetype bytes)
{
    return bytes < 1 << 20 ? tr("%1 KiB").arg(bytes >> 10) : tr("%1 MiB").arg(bytes >> 20);
}

} // namespace

Result<QJsonObject> readPassedFile(const QByteArray &bytes, const PassedFile &form)
{
    if (bytes.size() > form.maxBytes)
        return Error{tr("The file is larger than %1: it does not hold %2.")
                         .arg(sizeText(form.maxBytes), form.content)};
    QJsonParseError failure;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &failure);
    if (failure.error != QJsonParseError::NoError)
        return Error{tr("The file is no JSON: %1 at byte %2.")
                         .arg(failure.errorString())
                         .arg(failure.offset)};
    const QJsonObject object = document.object();
    if (object[u"eventscope"_s].toString() != form.kind)
        return Error{tr("The file does not hold %1 (it has no \"eventscope\": \"%2\").")
                         .arg(form.content, form.kind)};
    const int version = object[u"version"_s].toInt();
    if (version < 1)
        return Error{tr("The file does not say of which version it is.")};
    if (version > form.version)
        return Error{tr("The file is of version %1; this Eventscope reads version %2. A newer one "
                        "is needed.")
                         .arg(version)
                         .arg(form.version)};
    return object;
}

} // namespace eventscope
