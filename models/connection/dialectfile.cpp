// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/dialectfile.h"

#include "models/connection/passedfile.h"
#include "models/connection/plaintext.h"
#include "models/connection/refusedcertificate.h"
#include "models/connection/secretname.h"
#include "models/connection/urlsecrets.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxBytes = 256 << 10;
constexpr qsizetype maxName = 80;
const QString headersKey = u"headers"_s;
const QString fileKind = u"dialect"_s;

QString tr(const char *text)
{
    return QCoreApplication::translate("DialectFile", text);
}

QString withoutSecretHeaders(const QString &lines)
{
    QStringList kept;
    const QStringList all = lines.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : all) {
        if (!isSecretParameter(line.section(u':', 0, 0)))
            kept += line;
    }
    return kept.join(u'\n');
}

QString publicValue(const Option &option, const QString &value)
{
    if (option.kind == Option::Kind::Url)
        return publicUrl(value);
    return option.key == headersKey ? withoutSecretHeaders(value) : value;
}

const DialectInfo *dialectOf(const QVector<DialectInfo> &dialects, const QString &id)
{
    for (const DialectInfo &dialect : dialects) {
        if (dialect.id == id)
            return &dialect;
    }
    return nullptr;
}

/// The problem with one option of a file; empty if there is none.
QString problemWithMember(const DialectInfo &dialect, const QString &key, const QJsonValue &value)
{
    const QString shown = displayText(key, 60);
    const Option *option = dialect.option(key);
    if (!option)
        return tr("%1 has no option “%2” in this version of Eventscope.").arg(dialect.title, shown);
    if (option->kind == Option::Kind::Secret)
        return tr("The file holds a secret (“%1”). Tell whoever gave it to you, and take it out.")
            .arg(shown);
    if (!value.isString())
        return tr("The option “%1” is no text.").arg(shown);
    if (publicValue(*option, value.toString()) != value.toString())
        return tr("The file holds a secret in “%1”. Tell whoever gave it to you, and take it out.")
            .arg(shown);
    return {};
}

} // namespace

QByteArray writeDialectFile(const DialectFile &file, const DialectInfo &dialect)
{
    QJsonObject options;
    for (const Option &option : dialect.options) {
        const QString value =
            publicValue(option, file.options.value(option.key, option.defaultValue));
        const bool ofTrust = option.key == plaintextKey || option.key == pinKey;
        if (option.kind != Option::Kind::Secret && !ofTrust && value != option.defaultValue)
            options.insert(option.key, value);
    }
    const QJsonObject object{{u"eventscope"_s, fileKind},
                             {u"version"_s, DialectFile::version},
                             {u"name"_s, file.name},
                             {u"dialect"_s, file.dialect},
                             {u"options"_s, options}};
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<DialectFile> readDialectFile(const QByteArray &bytes, const QVector<DialectInfo> &dialects)
{
    const Result<QJsonObject> object = readPassedFile(
        bytes, {fileKind, DialectFile::version, maxBytes, tr("settings of a connection")});
    if (!object)
        return Error{object.error()};
    DialectFile file;
    file.name = displayText((*object)[u"name"_s].toString().simplified(), maxName);
    file.dialect = (*object)[u"dialect"_s].toString();
    const DialectInfo *dialect = dialectOf(dialects, file.dialect);
    if (!dialect)
        return Error{tr("The file is for “%1”, which this version of Eventscope does not know.")
                         .arg(displayText(file.dialect, 60))};
    if (!(*object)[u"options"_s].isObject())
        return Error{tr("The file has no options.")};
    const QJsonObject options = (*object)[u"options"_s].toObject();
    for (auto it = options.begin(); it != options.end(); ++it) {
        const QString problem = problemWithMember(*dialect, it.key(), it.value());
        if (!problem.isEmpty())
            return Error{problem};
        file.options.insert(it.key(), it.value().toString());
    }
    // Whoever passes a file on does not decide whom its reader trusts.
    for (const QLatin1String key : {plaintextKey, pinKey})
        file.options.remove(key);
    OptionValues complete = file.options;
    complete.insert(plaintextKey, u"true"_s);
    for (const Option &option : dialect->options) {
        // A file may leave to its user where the server is.
        if (option.required && complete.value(option.key).isEmpty())
            complete.insert(option.key,
                            option.kind == Option::Kind::Url ? u"wss://localhost/"_s : u"1"_s);
    }
    if (const QString problem = dialect->problemWith(complete); !problem.isEmpty())
        return Error{tr("The file cannot be used. %1").arg(problem)};
    return file;
}

} // namespace eventscope
