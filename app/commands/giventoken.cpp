// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/giventoken.h"

#include <QCommandLineParser>
#include <QFile>
#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

Result<QString> tokenOfVariable(const QString &variable)
{
    const QByteArray name = variable.toLocal8Bit();
    if (variable.isEmpty() || !qEnvironmentVariableIsSet(name.constData()))
        return Error{u"The environment has no variable \"%1\" for the token."_s.arg(variable)};
    const QString token = qEnvironmentVariable(name.constData());
    if (token.isEmpty())
        return Error{u"The variable %1, which should hold the token, is empty."_s.arg(variable)};
    return token;
}

Result<QString> tokenOfFile(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return Error{u"Cannot read the token from %1: %2."_s.arg(fileName, file.errorString())};
    const QString token = QString::fromUtf8(file.readLine(64 * 1024)).trimmed();
    if (token.isEmpty())
        return Error{u"The first line of %1, which should be the token, is empty."_s.arg(fileName)};
    return token;
}

/// "VARIABLE" or "KEY=VARIABLE". No variable has a "=" in its name, and a file that has one can be
/// written ./like=this.
Result<GivenToken> readToken(const QString &argument, bool fromFile)
{
    static const QRegularExpression named(u"^([a-z]+)=(.*)$"_s);
    const QRegularExpressionMatch match = named.match(argument);
    const QString source = match.hasMatch() ? match.captured(2) : argument;
    const auto token = fromFile ? tokenOfFile(source) : tokenOfVariable(source);
    if (!token)
        return Error{token.error()};
    if (const QString problem = problemWithSecret(*token); !problem.isEmpty())
        return Error{problem};
    return GivenToken{match.captured(1), *token, fromFile ? QString() : source};
}

} // namespace

Result<QVector<GivenToken>> readTokens(const QCommandLineParser &parser)
{
    const QStringList variables = parser.values(u"token-env"_s);
    const QStringList files = parser.values(u"token-file"_s);
    if (!variables.isEmpty() && !files.isEmpty())
        return Error{u"Give the token by --token-env or by --token-file, not by both."_s};
    QVector<GivenToken> tokens;
    for (const QString &argument : variables + files) {
        const auto token = readToken(argument, variables.isEmpty());
        if (!token)
            return Error{token.error()};
        tokens += *token;
    }
    return tokens;
}

QStringList variablesOf(const QVector<GivenToken> &tokens)
{
    QStringList variables;
    for (const GivenToken &given : tokens) {
        if (!given.variable.isEmpty())
            variables += given.variable;
    }
    return variables;
}

Result<OptionValues> secretsOf(const QVector<GivenToken> &tokens)
{
    OptionValues secrets;
    for (const GivenToken &given : tokens) {
        if (secrets.contains(given.key))
            return Error{u"One connection has one token: give --token-env or --token-file once, or "
                         "KEY=… for further secrets."_s};
        secrets.insert(given.key, given.token);
    }
    return secrets;
}

} // namespace eventscope
