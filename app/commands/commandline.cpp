// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commandline.h"

#include "app/commands/recordarguments.h"

#include <QCommandLineParser>
#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

const QString overview =
    uR"(Usage: eventscope [OPTIONS] [CAPTURE…]      open the window (on captures that were recorded)
       eventscope --demo                       open the window on the embedded demo
       eventscope demo [OPTIONS]               serve the demo alone; prints one URL per dialect
       eventscope record [OPTIONS]             record a feed to a capture, without a window
       eventscope export [OPTIONS] CAPTURE…    write events of captures to a file
       eventscope verify CAPTURE               check a capture; exit status 1 if anything is lost or damaged

Watch event feeds live: topics, an event log, workflow progress. "eventscope COMMAND --help" explains a command.

Options:
)"_s;

const QString demoPaths = uR"(
Further paths on the same port:
  /deployed/v1.0/ws   VoIPBIN as its deployed server behaves: no acks, bare resources, prefix topics
  /events             Fix Inventory core: one JSON document a line, kind/message_type/data
)"_s;

/// QCommandLineParser's list of options without its own usage line.
QString optionList(const QCommandLineParser &parser)
{
    const QString text = parser.helpText();
    const qsizetype options = text.indexOf(u"Options:"_s);
    return options < 0 ? QString() : text.mid(text.indexOf(u'\n', options) + 1);
}

void addHelp(QCommandLineParser &parser)
{
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    parser.addOption({{u"h"_s, u"help"_s}, u"Print this help and end."_s});
}

Result<Command> parseWindow(const QStringList &arguments)
{
    QCommandLineParser parser;
    addHelp(parser);
    parser.addOptions({
        {{u"v"_s, u"version"_s}, u"Print the version and end."_s},
        {u"demo"_s, u"Open the window on the embedded demo."_s},
        {u"color-scheme"_s, u"Start in \"light\" or \"dark\" instead of the desktop's choice."_s,
         u"scheme"_s},
        {u"picture"_s,
         u"Save a picture of the window to a PNG file and end; works without a display too."_s,
         u"file"_s},
        {u"picture-after"_s, u"How long to wait before that picture (10s)."_s, u"duration"_s,
         u"10s"_s},
    });
    if (!parser.parse(arguments))
        return Error{parser.errorText()};
    if (parser.isSet(u"help"_s))
        return Command{PrintText{overview + optionList(parser)}};
    if (parser.isSet(u"version"_s))
        return Command{PrintText{u"eventscope " EVENTSCOPE_VERSION "\n"_s}};
    WindowOptions options;
    options.captures = parser.positionalArguments();
    options.demo = parser.isSet(u"demo"_s);
    options.pictureFile = parser.value(u"picture"_s);
    options.colorScheme = parser.value(u"color-scheme"_s);
    if (!QStringList{QString(), u"light"_s, u"dark"_s}.contains(options.colorScheme))
        return Error{u"--color-scheme must be \"light\" or \"dark\", not \"%1\"."_s.arg(
            options.colorScheme)};
    const auto after = parseDuration(parser.value(u"picture-after"_s));
    if (!after)
        return Error{u"--picture-after \"%1\" is no duration: write 10s, 2m or 500ms."_s.arg(
            parser.value(u"picture-after"_s))};
    options.pictureAfterMs = *after;
    return Command{options};
}

/// A number option that must be a whole number of at least 0.
bool readNumber(const QCommandLineParser &parser, const QString &name, quint64 &value)
{
    if (!parser.isSet(name))
        return true;
    bool ok = false;
    value = parser.value(name).toULongLong(&ok);
    return ok;
}

Result<Command> parseDemo(const QStringList &arguments)
{
    QCommandLineParser parser;
    addHelp(parser);
    parser.addOptions({
        {u"port"_s, u"TCP port on 127.0.0.1; 0 takes a free one (0)."_s, u"port"_s},
        {u"seed"_s, u"Seed of the story: the same seed tells the same story (1)."_s, u"number"_s},
        {u"rate"_s, u"Load instead of the story: events a second for each client (0: the story)."_s,
         u"number"_s},
        {u"count"_s, u"Events for each client, then silence (0: no end)."_s, u"number"_s},
        {u"no-incidents"_s, u"No dropped connections and restarts now and then."_s},
    });
    if (!parser.parse(arguments))
        return Error{parser.errorText()};
    if (parser.isSet(u"help"_s)) {
        return Command{PrintText{u"Usage: eventscope demo [OPTIONS]\n\nServes the embedded demo on "
                                 u"127.0.0.1 until it is interrupted. Prints one "
                                 u"line per dialect: its name, a space,\nits URL. Any customer id "
                                 u"and any token is accepted, except the token "
                                 u"\"denied\".\n\nOptions:\n"_s
                                 + optionList(parser) + demoPaths}};
    }
    DemoOptions options;
    quint64 port = 0;
    quint64 rate = 0;
    if (!readNumber(parser, u"port"_s, port) || port > 65535)
        return Error{u"--port must be a number from 0 to 65535."_s};
    if (!readNumber(parser, u"seed"_s, options.hub.seed) || !readNumber(parser, u"rate"_s, rate)
        || !readNumber(parser, u"count"_s, options.hub.count))
        return Error{u"--seed, --rate and --count must be whole numbers."_s};
    if (!parser.positionalArguments().isEmpty())
        return Error{
            u"\"demo\" takes no argument \"%1\"."_s.arg(parser.positionalArguments().constFirst())};
    options.hub.port = quint16(port);
    options.hub.rate = double(rate);
    options.hub.incidents = !parser.isSet(u"no-incidents"_s);
    return Command{options};
}

Result<Command> parseExport(const QStringList &arguments)
{
    QCommandLineParser parser;
    addHelp(parser);
    parser.addOptions({
        {u"format"_s, u"jsonl (each line a CloudEvent, as captured) or csv (jsonl)."_s, u"format"_s,
         u"jsonl"_s},
        {u"where"_s, u"Only events that match, as in the window's filter."_s, u"filter"_s},
        {{u"o"_s, u"output"_s},
         u"File to write, all or nothing; - is standard output (-)."_s,
         u"file"_s,
         u"-"_s},
    });
    if (!parser.parse(arguments))
        return Error{parser.errorText()};
    if (parser.isSet(u"help"_s)) {
        return Command{PrintText{
            u"Usage: eventscope export [OPTIONS] CAPTURE…\n\nWrites the events of captures to one "
            u"file, in the order of arrival.\n\nOptions:\n"_s
            + optionList(parser)}};
    }
    ExportOptions options;
    options.captures = parser.positionalArguments();
    if (options.captures.isEmpty())
        return Error{u"\"export\" needs the folder of a capture."_s};
    const auto kind = exportKindFromName(parser.value(u"format"_s));
    if (!kind)
        return Error{
            u"--format must be jsonl or csv, not \"%1\"."_s.arg(parser.value(u"format"_s))};
    options.kind = *kind;
    options.where = parser.value(u"where"_s);
    options.output = parser.value(u"output"_s);
    if (options.output.isEmpty())
        return Error{u"-o needs the name of a file, or -."_s};
    return Command{options};
}

Result<Command> parseVerify(const QStringList &arguments)
{
    QCommandLineParser parser;
    addHelp(parser);
    if (!parser.parse(arguments))
        return Error{parser.errorText()};
    if (parser.isSet(u"help"_s)) {
        return Command{PrintText{
            u"Usage: eventscope verify CAPTURE\n\nReads every line of a capture and prints counts, "
            u"gaps and damage. Exit status 1 if any line is lost\nor damaged.\n"_s}};
    }
    if (parser.positionalArguments().size() != 1)
        return Error{u"\"verify\" needs the folder of one capture."_s};
    return Command{VerifyOptions{parser.positionalArguments().constFirst()}};
}

} // namespace

std::optional<qint64> parseDuration(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|h|min)?$"_s);
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return {};
    const QString unit = match.captured(2);
    const double factor = unit == u"ms"  ? 1
        : unit == u"m" || unit == u"min" ? 60'000
        : unit == u"h"                   ? 3'600'000
                                         : 1000;
    return qint64(match.captured(1).toDouble() * factor);
}

Result<Command> parseCommandLine(const QStringList &arguments)
{
    const QString word = arguments.value(1);
    // The parsers see the program's name and what follows the command.
    const QStringList rest = QStringList{arguments.value(0)} + arguments.mid(2);
    if (word == u"demo")
        return parseDemo(rest);
    if (word == u"record")
        return parseRecord(rest);
    if (word == u"export")
        return parseExport(rest);
    if (word == u"verify")
        return parseVerify(rest);
    return parseWindow(arguments);
}

} // namespace eventscope
