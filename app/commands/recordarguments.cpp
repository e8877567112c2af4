// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/recordarguments.h"

#include "app/commands/giventoken.h"
#include "app/commands/recordhelp.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/json/frametemplate.h"
#include "models/connection/maskoptions.h"
#include "models/connection/plaintext.h"
#include "models/connection/refusedcertificate.h"
#include "models/connection/secretname.h"
#include "models/event/displaytext.h"

#include <QCommandLineParser>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

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

/// Arguments are there for everybody on the machine to read, and stay in the history of the shell.
Result<void> checkHeaders(const QStringList &lines, const QString &from)
{
    for (const QString &line : lines) {
        const QString name = line.section(u':', 0, 0).trimmed();
        if (name.isEmpty() || !line.contains(u':') || line.contains(u'\n') || line.contains(u'\r'))
            return Error{
                u"%1 \"%2\" is not of the form 'Name: value'."_s.arg(from, displayText(line, 60))};
        if (isSecretParameter(name))
            return Error{u"The header %1 is a secret, and others can read arguments: give it by "
                         "--token-env or --token-file."_s.arg(displayText(name, 60))};
    }
    return {};
}

/// The frames that a connection sends, one a line.
Result<void> checkFrames(const OptionValues &options)
{
    for (const QString &key : {u"open"_s, u"subscribe"_s, u"unsubscribe"_s, u"keepalive"_s}) {
        for (const QString &frame : options.value(key).split(u'\n', Qt::SkipEmptyParts)) {
            if (FrameTemplate(frame).holdsSecret())
                return Error{u"There is a secret in --option %1, and others can read arguments: "
                             "write {token} in its place, and give it by --token-env or "
                             "--token-file."_s.arg(key)};
        }
    }
    return {};
}

/// The arguments that stand for options which every connection has.
Result<void> addGuards(const QCommandLineParser &parser, const DialectInfo &info,
                       OptionValues &options)
{
    if (parser.isSet(u"pin"_s)) {
        const Option *pin = info.option(pinKey);
        if (!pin || !info.applies(*pin, {{u"url"_s, parser.value(u"url"_s)}}))
            return Error{u"--pin is for wss:// URLs; of Kafka's brokers --option ca=FILE names who "
                         "vouches for them."_s};
        const QString canonical = canonicalPin(parser.value(u"pin"_s));
        if (canonical.isEmpty())
            return Error{u"--pin has to be sha256: and 64 hexadecimal digits."_s};
        options.insert(pinKey, canonical);
    }
    if (parser.isSet(u"insecure-plaintext"_s))
        options.insert(plaintextKey, u"true"_s);
    if (parser.isSet(u"mask-stored"_s))
        options.insert(maskStoredKey, u"true"_s);
    return {};
}

Result<OptionValues> readOptions(const QCommandLineParser &parser, const DialectInfo &info)
{
    auto options = readPairs(parser.values(u"option"_s), u"--option"_s);
    if (!options)
        return Error{options.error()};
    for (auto it = options->cbegin(); it != options->cend(); ++it) {
        const Option *option = info.option(it.key());
        if (!option)
            return Error{u"%1 has no option \"%2\"; it has: %3."_s.arg(
                info.title, it.key(), optionNames(info).join(u", "_s))};
        if (option->kind == Option::Kind::Secret)
            return Error{
                u"%1 is a secret: give it by --token-env or --token-file."_s.arg(it.key())};
        if (!info.applies(*option, {{u"url"_s, parser.value(u"url"_s)}}))
            return Error{u"This connection has no \"%1\": it is%2."_s.arg(
                it.key(), whereItApplies(*option).mid(1))};
    }
    if (auto checked = checkFrames(*options); !checked)
        return Error{checked.error()};
    if (auto added = addGuards(parser, info, *options); !added)
        return Error{added.error()};
    const QStringList fromOption =
        options->value(furtherHeadersKey).split(u'\n', Qt::SkipEmptyParts);
    if (auto checked = checkHeaders(fromOption, u"--option headers"_s); !checked)
        return Error{checked.error()};
    const QStringList headers = parser.values(u"header"_s);
    if (!headers.isEmpty() && info.transportFor(parser.value(u"url"_s)) != Transport::WebSocket)
        return Error{u"%1 has no handshake that --header could add to."_s.arg(info.title)};
    if (auto checked = checkHeaders(headers, u"--header"_s); !checked)
        return Error{checked.error()};
    if (!headers.isEmpty())
        options->insert(furtherHeadersKey, (fromOption + headers).join(u'\n'));
    if (parser.isSet(u"url"_s))
        options->insert(u"url"_s, parser.value(u"url"_s));
    return *options;
}

Result<QVector<Subscription>> readSubscriptions(const QCommandLineParser &parser)
{
    auto filters = readPairs(parser.values(u"filter"_s), u"--filter"_s);
    if (!filters)
        return Error{filters.error()};
    if (!filters->isEmpty() && !parser.isSet(u"subscribe"_s))
        return Error{u"--filter needs a --subscribe whose events it chooses from."_s};
    QVector<Subscription> subscriptions;
    for (const QString &topic : parser.values(u"subscribe"_s))
        subscriptions.append({topic, *filters, false});
    return subscriptions;
}

bool hasFilter(const DialectInfo &info, const QString &key)
{
    return info.filterKeys.contains(key) || info.filterKeys.contains(u"*"_s);
}

/// What the window's dialog checks before anything is sent.
Result<void> checkSubscription(const DialectInfo &info, const OptionValues &options,
                               const Subscription &subscription)
{
    if (!info.canSubscribe)
        return Error{u"%1 sends everything, there is nothing to subscribe to: leave --subscribe "
                     "and --filter out."_s.arg(info.title)};
    if (info.sendsUnasked(options))
        return Error{
            u"%1 can ask for nothing over WebSocket, where the server sends what it sends: "
            "leave --subscribe and --filter out."_s.arg(info.title)};
    if (info.option(u"subscribe"_s) && options.value(u"subscribe"_s).isEmpty())
        return Error{u"%1 does not know what to send for --subscribe: give --option "
                     "'subscribe={\"op\":\"subscribe\",\"topic\":\"{topic}\"}', or what the server "
                     "wants."_s.arg(info.title)};
    const QString problem = info.topicForm.problemWith(subscription.pattern);
    if (!problem.isEmpty())
        return Error{
            u"--subscribe \"%1\": %2"_s.arg(displayText(subscription.pattern, 200), problem)};
    for (auto it = subscription.filters.cbegin(); it != subscription.filters.cend(); ++it) {
        if (info.filterKeys.isEmpty())
            return Error{u"%1 has no filters: leave --filter out."_s.arg(info.title)};
        if (!hasFilter(info, it.key()))
            return Error{u"%1 has no filter \"%2\"; it has: %3."_s.arg(
                info.title, displayText(it.key(), 60), info.filterKeys.join(u", "_s))};
    }
    return {};
}

/// Under the keys of the dialect's options.
Result<void> addSecrets(const DialectInfo &info, const OptionValues &options,
                        const OptionValues &given, OptionValues &secrets)
{
    for (auto it = given.cbegin(); it != given.cend(); ++it) {
        const auto fits = [&](const Option &one) {
            return one.kind == Option::Kind::Secret && info.applies(one, options)
                && (it.key().isEmpty() || one.key == it.key());
        };
        const auto option = std::find_if(info.options.cbegin(), info.options.cend(), fits);
        if (option == info.options.cend())
            return Error{u"%1 has no secret \"%2\"; it has: %3."_s.arg(
                info.title, it.key(), secretNames(info, options).join(u", "_s))};
        secrets.insert(option->key, *it);
    }
    return {};
}

/// The command line may have secrets in the URL; nothing that is written or said has.
void takeSecretsOutOfUrl(const DialectInfo &info, RecordOptions &out)
{
    SortedUrl sorted = sortUrl(out.connection.options.value(u"url"_s), info);
    if (!sorted.hadSecrets())
        return;
    out.remarks << u"others on this machine can read the %1 in --url; --token-env is safer"_s.arg(
        displayText(sorted.names.join(u", "_s), 60));
    out.connection.options.insert(u"url"_s, sorted.url);
    if (out.secrets.isEmpty())
        out.connection.options.insert(sorted.options);
    sorted.secrets.insert(out.secrets);
    out.secrets = sorted.secrets;
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
    const auto options = readOptions(parser, info);
    if (!options)
        return Error{options.error()};
    const auto subscriptions = readSubscriptions(parser);
    if (!subscriptions)
        return Error{subscriptions.error()};
    for (const Subscription &subscription : *subscriptions) {
        if (auto checked = checkSubscription(info, *options, subscription); !checked)
            return checked;
    }
    const auto tokens = readTokens(parser);
    if (!tokens)
        return Error{tokens.error()};
    const auto secrets = secretsOf(*tokens);
    if (!secrets)
        return Error{secrets.error()};
    out.tokenVariables = variablesOf(*tokens);

    out.connection.id = ConnectionProfile::newId();
    out.connection.name = info.title;
    out.connection.dialect = info.id;
    out.connection.transient = true;
    out.connection.options = *options;
    out.connection.subscriptions = *subscriptions;
    if (auto added = addSecrets(info, *options, *secrets, out.secrets); !added)
        return added;
    takeSecretsOutOfUrl(info, out);
    OptionValues all = out.connection.options;
    all.insert(out.secrets);
    if (const QString problem = info.problemWith(all); !problem.isEmpty())
        return Error{problem == problemWithPlaintext(info, all)
                         ? problem + u" Here: --insecure-plaintext."_s
                         : problem};
    return {};
}

/// --profile and what may stand beside it.
Result<void> readProfiles(const QCommandLineParser &parser, RecordOptions &out)
{
    if (parser.isSet(u"dialect"_s) || parser.isSet(u"url"_s))
        return Error{u"--profile goes without --dialect and --url."_s};
    for (const QString &option :
         {u"option"_s, u"header"_s, u"pin"_s, u"insecure-plaintext"_s, u"mask-stored"_s}) {
        if (parser.isSet(option))
            return Error{u"--%1 goes with --dialect and --url; a saved connection has its own, "
                         "which the window changes."_s.arg(option)};
    }
    const auto further = readSubscriptions(parser);
    if (!further)
        return Error{further.error()};
    if (!further->isEmpty() && out.profiles.size() > 1)
        return Error{u"--subscribe goes with one --profile: with several it does not say which "
                     "of them is meant."_s};
    const auto tokens = readTokens(parser);
    if (!tokens)
        return Error{tokens.error()};
    out.further = *further;
    out.tokenVariables = variablesOf(*tokens);
    if (tokens->isEmpty())
        return {};
    if (out.profiles.size() == 1) {
        const auto secrets = secretsOf(*tokens);
        if (!secrets)
            return Error{secrets.error()};
        out.profileSecrets = {*secrets};
        return {};
    }
    if (tokens->size() != out.profiles.size())
        return Error{u"Give as many --token-env (or --token-file) as --profile, in the same "
                     "order, or none."_s};
    for (const GivenToken &given : *tokens)
        out.profileSecrets += OptionValues{{given.key, given.token}};
    return {};
}

Result<void> readLimits(const QCommandLineParser &parser, RecordOptions &out)
{
    if (parser.isSet(u"count"_s)) {
        bool ok = false;
        out.count = parser.value(u"count"_s).toULongLong(&ok);
        if (!ok || out.count == 0)
            return Error{u"--count must be a whole number above 0."_s};
    }
    if (parser.isSet(u"for"_s)) {
        const auto duration = parseDuration(parser.value(u"for"_s));
        if (!duration || *duration <= 0)
            return Error{u"--for \"%1\" is no duration: write 10s, 2m, 1h or 7d."_s.arg(
                parser.value(u"for"_s))};
        out.forMs = *duration;
    }
    return {};
}

} // namespace

namespace {

/// What is kept of the capture.
Result<RetentionLimits> readRetention(const QCommandLineParser &parser)
{
    RetentionLimits limits;
    if (parser.isSet(u"max-size"_s)) {
        const auto size = parseSize(parser.value(u"max-size"_s));
        if (!size || *size < 1'000'000) // 1M, as parseSize() reads it
            return Error{u"--max-size \"%1\" is no size of at least 1M: write 500M or 20G."_s.arg(
                parser.value(u"max-size"_s))};
        limits.bytes = *size;
    }
    if (parser.isSet(u"max-age"_s)) {
        const auto age = parseDuration(parser.value(u"max-age"_s));
        if (!age || *age < 1000)
            return Error{u"--max-age \"%1\" is no duration of at least 1s: write 12h or 30d."_s.arg(
                parser.value(u"max-age"_s))};
        limits.ageUs = *age * 1000;
    }
    if (parser.isSet(u"max-events"_s)) {
        bool ok = false;
        limits.events = parser.value(u"max-events"_s).toULongLong(&ok);
        if (!ok || limits.events < 1000)
            return Error{u"--max-events must be a whole number of at least 1000."_s};
    }
    return limits;
}

} // namespace

Result<Command> parseRecord(const QStringList &arguments)
{
    QCommandLineParser parser;
    addRecordOptions(parser);
    if (!parser.parse(arguments))
        return Error{parser.errorText()};
    if (parser.isSet(u"help"_s))
        return Command{PrintText{recordHelp(parser)}};
    if (!parser.positionalArguments().isEmpty())
        return Error{u"\"record\" takes no argument \"%1\"."_s.arg(
            parser.positionalArguments().constFirst())};

    RecordOptions options;
    options.profiles = parser.values(u"profile"_s);
    options.profiles.removeDuplicates();
    options.capture = parser.value(u"capture"_s);
    options.json = parser.isSet(u"json"_s);
    if (parser.isSet(u"capture"_s) && options.capture.isEmpty())
        return Error{u"--capture needs the name of a folder."_s};
    if (auto limits = readLimits(parser, options); !limits)
        return Error{limits.error()};
    if (auto limits = readRetention(parser); limits)
        options.limits = *limits;
    else
        return Error{limits.error()};
    if (auto read = options.profiles.isEmpty() ? readConnection(parser, options)
                                               : readProfiles(parser, options);
        !read)
        return Error{read.error()};
    return Command{options};
}

Result<void> addToProfiles(const RecordOptions &options,
                           QVector<QPair<ConnectionProfile, OptionValues>> &connections)
{
    for (qsizetype i = 0; i < connections.size(); ++i) {
        auto &[profile, secrets] = connections[i];
        const Dialect *dialect = dialectById(profile.dialect);
        if (!dialect)
            continue;
        if (auto added = addSecrets(dialect->info(), profile.options,
                                    options.profileSecrets.value(i), secrets);
            !added)
            return added;
        for (const Subscription &further : options.further) {
            if (auto checked = checkSubscription(dialect->info(), profile.options, further);
                !checked)
                return checked;
            profile.subscriptions.removeIf(
                [&further](const Subscription &own) { return own.pattern == further.pattern; });
            profile.subscriptions.append(further);
        }
    }
    return {};
}

} // namespace eventscope
