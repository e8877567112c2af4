// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/recordarguments.h"

#include "app/feeds/dialectregistry.h"

#include <QCommandLineParser>
#include <QFile>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString dialectNames()
{
    QStringList names;
    for (const Dialect *dialect : allDialects())
        names += dialect->info().id;
    return names.join(u", "_s);
}

void addOptions(QCommandLineParser &parser)
{
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    parser.addOptions({
        {{u"h"_s, u"help"_s}, u"Print this help and end."_s},
        {u"profile"_s, u"A connection saved in the window, by name; may be given several times."_s,
         u"name"_s},
        {u"dialect"_s, u"What the server speaks: %1."_s.arg(dialectNames()), u"dialect"_s},
        {u"url"_s, u"Where the server is: ws://… or wss://…"_s, u"url"_s},
        {u"subscribe"_s, u"A topic to subscribe to; may be given several times."_s, u"topic"_s},
        {u"filter"_s, u"A filter of the subscriptions, KEY=VALUE, where the dialect has filters."_s,
         u"filter"_s},
        {u"option"_s, u"An option of the dialect, KEY=VALUE (see the connection dialog)."_s,
         u"option"_s},
        {u"header"_s, u"A further header of the handshake, 'Name: value'. Not for secrets."_s,
         u"header"_s},
        {u"token-env"_s, u"The environment variable that holds the token."_s, u"variable"_s},
        {u"token-file"_s, u"The file that holds the token (its first line)."_s, u"file"_s},
        {u"capture"_s, u"Folder of the capture; goes on with the one that is there."_s,
         u"folder"_s},
        {u"count"_s, u"Stop after so many events are stored."_s, u"number"_s},
        {u"for"_s, u"Stop after so long: 10s, 2m, 1h."_s, u"duration"_s},
        {u"json"_s, u"End with one JSON object on standard output instead of one plain line."_s},
    });
}

QString helpText(const QCommandLineParser &parser)
{
    const QString text = parser.helpText();
    const qsizetype options = text.indexOf(u"Options:"_s);
    return u"Usage: eventscope record (--profile NAME… | --dialect D --url U [--subscribe TOPIC]…) "
           u"[OPTIONS]\n\n"
           u"Records a feed to a capture until --count, --for, SIGINT or SIGTERM, and ends with a "
           u"summary:\n"
           u"received, stored, duplicates, undecodable, dropped, gaps, seconds.\n"
           u"A server that cannot be reached is tried again until then; one that refuses the "
           u"address,"
           u" the\ncredentials or every topic ends the recording, if there is no other.\n"
           u"Exit status: 0 done, 1 failed (nothing to record, or not all of it stored), 2 wrong "
           u"usage.\n\n"_s
        + text.mid(options);
}

/// KEY=VALUE arguments.
Result<QMap<QString, QString>> readPairs(const QStringList &arguments, const QString &option)
{
    QMap<QString, QString> pairs;
    for (const QString &argument : arguments) {
        const qsizetype equals = argument.indexOf(u'=');
        if (equals < 1)
            return Error{u"%1 \"%2\" is not of the form KEY=VALUE."_s.arg(option, argument)};
        pairs.insert(argument.left(equals), argument.mid(equals + 1));
    }
    return pairs;
}

Result<QString> readToken(const QCommandLineParser &parser)
{
    if (parser.isSet(u"token-env"_s)) {
        const QString variable = parser.value(u"token-env"_s);
        const QByteArray name = variable.toLocal8Bit();
        if (!qEnvironmentVariableIsSet(name.constData()))
            return Error{u"The environment has no variable %1 for the token."_s.arg(variable)};
        return qEnvironmentVariable(name.constData());
    }
    if (parser.isSet(u"token-file"_s)) {
        QFile file(parser.value(u"token-file"_s));
        if (!file.open(QIODevice::ReadOnly))
            return Error{
                u"Cannot read the token from %1: %2."_s.arg(file.fileName(), file.errorString())};
        return QString::fromUtf8(file.readLine(64 * 1024)).trimmed();
    }
    return QString();
}

Result<void> readHeaders(const QStringList &headers, OptionValues &options)
{
    for (const QString &header : headers) {
        if (header.indexOf(u':') < 1 || header.contains(u'\n') || header.contains(u'\r'))
            return Error{u"--header \"%1\" is not of the form 'Name: value'."_s.arg(header)};
    }
    if (!headers.isEmpty())
        options.insert(u"headers"_s, headers.join(u'\n'));
    return {};
}

/// The connection that --dialect, --url and the rest describe, checked by the dialect's own schema.
Result<void> readConnection(const QCommandLineParser &parser, RecordOptions &out)
{
    const Dialect *dialect = dialectById(parser.value(u"dialect"_s));
    if (!dialect) {
        return Error{parser.isSet(u"dialect"_s)
                         ? u"There is no dialect \"%1\"; there are: %2."_s.arg(
                             parser.value(u"dialect"_s), dialectNames())
                         : u"\"record\" needs --profile, or --dialect and --url."_s};
    }
    const DialectInfo &info = dialect->info();
    auto options = readPairs(parser.values(u"option"_s), u"--option"_s);
    if (!options)
        return Error{options.error()};
    for (auto it = options->cbegin(); it != options->cend(); ++it) {
        const Option *option = info.option(it.key());
        if (!option)
            return Error{u"%1 has no option \"%2\"."_s.arg(info.title, it.key())};
        if (option->kind == Option::Kind::Secret)
            return Error{
                u"%1 is a secret: give it by --token-env or --token-file."_s.arg(it.key())};
    }
    auto filters = readPairs(parser.values(u"filter"_s), u"--filter"_s);
    if (!filters)
        return Error{filters.error()};
    auto token = readToken(parser);
    if (!token)
        return Error{token.error()};

    out.connection.id = ConnectionProfile::newId();
    out.connection.name = info.title;
    out.connection.dialect = info.id;
    out.connection.transient = true;
    out.connection.options = *options;
    if (parser.isSet(u"url"_s))
        out.connection.options.insert(u"url"_s, parser.value(u"url"_s));
    if (auto headers = readHeaders(parser.values(u"header"_s), out.connection.options); !headers)
        return headers;
    for (const QString &topic : parser.values(u"subscribe"_s))
        out.connection.subscriptions.append({topic, *filters, false});
    if (!token->isEmpty()) {
        for (const Option &option : info.options) {
            if (option.kind == Option::Kind::Secret && out.secrets.isEmpty())
                out.secrets.insert(option.key, *token);
        }
    }
    // The command line may have it in the URL; nothing that is written or said has.
    SortedUrl sorted = sortUrl(out.connection.options.value(u"url"_s), info);
    if (sorted.hadSecrets()) {
        out.connection.options.insert(u"url"_s, sorted.url);
        if (out.secrets.isEmpty())
            out.connection.options.insert(sorted.options);
        sorted.secrets.insert(out.secrets);
        out.secrets = sorted.secrets;
    }
    OptionValues all = out.connection.options;
    all.insert(out.secrets);
    if (const QString problem = info.problemWith(all); !problem.isEmpty())
        return Error{problem};
    return {};
}

} // namespace

Result<Command> parseRecord(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments))
        return Error{parser.errorText()};
    if (parser.isSet(u"help"_s))
        return Command{PrintText{helpText(parser)}};
    if (!parser.positionalArguments().isEmpty())
        return Error{u"\"record\" takes no argument \"%1\"."_s.arg(
            parser.positionalArguments().constFirst())};

    RecordOptions options;
    options.profiles = parser.values(u"profile"_s);
    options.capture = parser.value(u"capture"_s);
    options.json = parser.isSet(u"json"_s);
    if (parser.isSet(u"count"_s)) {
        bool ok = false;
        options.count = parser.value(u"count"_s).toULongLong(&ok);
        if (!ok || options.count == 0)
            return Error{u"--count must be a whole number above 0."_s};
    }
    if (parser.isSet(u"for"_s)) {
        const auto duration = parseDuration(parser.value(u"for"_s));
        if (!duration || *duration <= 0)
            return Error{
                u"--for \"%1\" is no duration: write 10s, 2m or 1h."_s.arg(parser.value(u"for"_s))};
        options.forMs = *duration;
    }
    if (options.profiles.isEmpty()) {
        if (auto connection = readConnection(parser, options); !connection)
            return Error{connection.error()};
    } else if (parser.isSet(u"dialect"_s) || parser.isSet(u"url"_s)) {
        return Error{u"--profile goes without --dialect and --url."_s};
    }
    return Command{options};
}

} // namespace eventscope
