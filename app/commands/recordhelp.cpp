// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/recordhelp.h"

#include "app/feeds/dialectregistry.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

const QString usage =
    uR"(Usage: eventscope record --dialect DIALECT --url URL [--subscribe TOPIC]… [OPTIONS]
       eventscope record --profile NAME… [OPTIONS]
       eventscope record --dialect DIALECT --help      what this dialect can be given

Records feeds to a capture until --count, --for, Ctrl+C (SIGINT), SIGTERM or SIGHUP. All that was
stored is synced by then, and the last line on standard output sums it up:
received, stored, duplicates, undecodable, dropped, left, gaps, seconds. With --json
each connection has its own sum there, too: received = stored + duplicates + dropped +
left. What is left stays in files, because the disk took no more at the end; whoever
goes on with the capture stores it.

A server that cannot be reached is tried again until then. One that refuses the address (404), the
credentials or, without --for, every topic ends the recording, unless another connection is left.

Exit status: 0 done; 1 failed: nothing was opened or left to record, or not all of it could be
stored; 2 wrong usage.

)"_s;

/// What can be written for an option, and what it means.
QString describe(const Option &option)
{
    QString name = option.key;
    QString choices;
    if (option.kind == Option::Kind::Choice) {
        QStringList values;
        for (const Option::Choice &choice : option.choices) {
            values += choice.value;
            if (choice.label != choice.value)
                choices += u"        %1: %2\n"_s.arg(choice.value, choice.label);
        }
        name += u'=' + values.join(u'|');
    } else {
        name += option.kind == Option::Kind::Flag  ? u"=true|false"_s
            : option.kind == Option::Kind::Integer ? u"=NUMBER"_s
                                                   : u"=TEXT"_s;
    }
    QString text = u"  %1\n      %2"_s.arg(name, option.label) + whereItApplies(option);
    if (!option.defaultValue.isEmpty())
        text += u" (%1)"_s.arg(option.defaultValue);
    text += u'.';
    if (!option.hint.isEmpty())
        text += u' ' + option.hint;
    return text + u'\n' + choices;
}

bool isGivenByOption(const Option &option)
{
    return option.kind != Option::Kind::Secret && option.kind != Option::Kind::Url;
}

/// The first secret that a URL can have needs no name.
QString helpOnSecrets(const DialectInfo &info)
{
    QString text;
    QList<std::optional<Transport>> named;
    for (const Option &option : info.options) {
        if (option.kind != Option::Kind::Secret)
            continue;
        const QString name = named.contains(option.onlyOver) ? option.key + u'=' : QString();
        named += option.onlyOver;
        text += u"\n--token-env %1VARIABLE, --token-file %1FILE: %2.%3\n"_s.arg(
            name, option.label + whereItApplies(option),
            option.hint.isEmpty() ? QString() : u' ' + option.hint);
    }
    return text;
}

QString helpOn(const DialectInfo &info)
{
    QString text = u"%1: %2\n"_s.arg(info.title, info.description);
    for (const Option &option : info.options) {
        if (option.kind == Option::Kind::Url && !option.placeholder.isEmpty())
            text += u"\n--url, for example %1\n"_s.arg(option.placeholder);
        if (option.kind == Option::Kind::Url) {
            for (const Option::Choice &choice : option.choices)
                text += u"  %1  %2\n"_s.arg(choice.value, choice.label);
        }
    }
    if (!info.canSubscribe)
        text += u"\nSends everything: there is nothing to --subscribe to.\n"_s;
    else if (!info.topicForm.placeholder.isEmpty())
        text += u"\n--subscribe, for example %1\n"_s.arg(info.topicForm.placeholder);
    if (!info.filterKeys.isEmpty()) {
        QStringList keys = info.filterKeys;
        keys.replaceInStrings(u"*"_s, u"the name of any column"_s);
        text += u"\n--filter KEY=VALUE, with the key %1\n"_s.arg(keys.join(u" or "_s));
    }
    text += helpOnSecrets(info);
    QString options;
    for (const Option &option : info.options) {
        if (isGivenByOption(option))
            options += describe(option);
    }
    return options.isEmpty() ? text : text + u"\n--option KEY=VALUE:\n"_s + options;
}

QList<QCommandLineOption> sourceOptions()
{
    return {
        {u"dialect"_s, u"What the server speaks: %1."_s.arg(dialectNames()), u"dialect"_s},
        {u"url"_s, u"Where the server is: ws://… or wss://…; for acm kafka:// too"_s, u"url"_s},
        {u"profile"_s,
         u"A connection saved in the window, by name or id, with its subscriptions and its token "
         "from the keychain; may be given several times."_s,
         u"name"_s},
        {u"subscribe"_s,
         u"A topic to subscribe to, with --profile besides its own; may be given several times."_s,
         u"topic"_s},
        {u"filter"_s,
         u"KEY=VALUE: of the topics only such events, where the dialect has filters; may be given "
         "several times."_s,
         u"filter"_s},
        {u"option"_s,
         u"KEY=VALUE: an option of the dialect, which --dialect DIALECT --help lists; may be given "
         "several times."_s,
         u"option"_s},
        {u"header"_s,
         u"'Name: value': a further header of the handshake, no secret; may be given several "
         "times."_s,
         u"header"_s}};
}

QList<QCommandLineOption> secretOptions()
{
    return {
        {u"token-env"_s,
         u"The environment variable that holds the token, or KEY=VARIABLE for a further secret of "
         "the dialect; with several --profile one for each, in the same order."_s,
         u"variable"_s},
        {u"token-file"_s, u"The same from the first line of a file."_s, u"file"_s},
        {u"pin"_s,
         u"Trust this one certificate of the server, whoever vouches for it, and no other: "
         "sha256:… as the message about a refused one says it."_s,
         u"fingerprint"_s},
        {u"insecure-plaintext"_s,
         u"Let ws:// go to another host, though anyone on the way can read the events and the "
         "credentials, and change them. For kafka://, a password without TLS."_s}};
}

QList<QCommandLineOption> captureOptions()
{
    return {
        {u"mask-stored"_s,
         u"Mask the secrets in events (passwords, tokens: --option maskedfields=…) before they are "
         "stored, not only where they are shown."_s},
        {u"capture"_s,
         u"Folder of the capture, new or to go on with (a new one where the window keeps its "
         "captures)."_s,
         u"folder"_s}};
}

QList<QCommandLineOption> limitOptions()
{
    return {
        {u"count"_s, u"Stop after so many events of all connections together are stored."_s,
         u"number"_s},
        {u"for"_s, u"Stop after so long: 10s, 2m, 1h, 7d."_s, u"duration"_s},
        {u"max-size"_s,
         u"Keep the capture below this size by removing what is oldest: 500M, 20G. Each removal is "
         "a row of the capture."_s,
         u"size"_s},
        {u"max-age"_s, u"Remove what is older than this, in the same way: 12h, 30d."_s,
         u"duration"_s},
        {u"max-events"_s, u"Keep no more than about so many events, in the same way."_s,
         u"number"_s},
        {u"json"_s, u"End with one JSON object on standard output instead of one plain line."_s}};
}

} // namespace

void addRecordOptions(QCommandLineParser &parser)
{
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    parser.addOption({{u"h"_s, u"help"_s}, u"Print this help and end."_s});
    for (const auto &options : {sourceOptions(), secretOptions(), captureOptions(), limitOptions()})
        parser.addOptions(options);
}

QString recordHelp(const QCommandLineParser &parser)
{
    if (const Dialect *dialect = dialectById(parser.value(u"dialect"_s)))
        return helpOn(dialect->info());
    const QString text = parser.helpText();
    return usage + text.mid(text.indexOf(u"Options:"_s));
}

QString dialectNames()
{
    QStringList names;
    for (const Dialect *dialect : allDialects())
        names += dialect->info().id;
    return names.join(u", "_s);
}

QString whereItApplies(const Option &option)
{
    if (!option.onlyOver)
        return {};
    return *option.onlyOver == Transport::Kafka ? u", for kafka:// URLs"_s
                                                : u", for ws:// and wss:// URLs"_s;
}

QStringList optionNames(const DialectInfo &info)
{
    QStringList names;
    for (const Option &option : info.options) {
        if (isGivenByOption(option))
            names += option.key;
    }
    return names;
}

QStringList secretNames(const DialectInfo &info, const OptionValues &options)
{
    QStringList names;
    for (const Option &option : info.options) {
        if (option.kind == Option::Kind::Secret && info.applies(option, options))
            names += option.key;
    }
    return names;
}

} // namespace eventscope
