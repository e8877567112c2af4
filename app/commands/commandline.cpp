// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commandline.h"

#include "app/commands/recordarguments.h"
#include "models/exportcolumns.h"
#include "models/query/filterparser.h"

#include <QCommandLineParser>
#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

const QString overview = uR"(Usage: eventscope [OPTIONS]                 open the window
       eventscope [OPTIONS] CAPTURE…        open a window on captures: folders that were recorded,
                                            or files of JSON lines (NDJSON); several become one log
       eventscope --demo                    open the window on the embedded demo
       eventscope demo [OPTIONS]            serve the demo alone; prints one URL per dialect
       eventscope record [OPTIONS]          record feeds to a capture, without a window
       eventscope export [OPTIONS] CAPTURE… write events of captures to a file
       eventscope verify CAPTURE            check a capture; exit status 1 if anything is lost or damaged

Watch event feeds live: topics, an event log, workflow progress. "eventscope COMMAND --help" explains a command.
Exit status: 0 done, 1 failed, 2 wrong usage.

Options:
)"_s;

const QString verifyHelp = uR"(Usage: eventscope verify CAPTURE

Reads every line of a capture and prints what is wrong with it, and one line that sums it up:

  Sound:       nothing that came is missing
  Incomplete:  every line is whole, but events that came could not be stored (the disk was full, or
               they came too fast); gap rows say how many
  Damaged:     lines are missing, damaged or unfinished, or a segment has other bytes than were
               written, by its checksum in sums.json

The checksums tell what was changed by accident, or by hand; who changes sums.json as well leaves no
trace. What a recording that was killed wrote in its last seconds has none until the capture is gone
on with, and none for good in segments that were full by then; segments of older versions have none.

A gap row for a time without a connection is counted as a gap, and is no loss of the capture.
Events that limits removed ("were retired by the limits") are no loss either: somebody set them.
Indexes that do not fit are only said: they are made again when the capture is opened.

Exit status: 0 sound; 1 incomplete, damaged, or no capture that can be read; 2 wrong usage.
)"_s;

const QString exportHelp = uR"(Usage: eventscope export [OPTIONS] CAPTURE…

Writes the events of captures to one file, in the order of arrival; several captures are merged by time.
A capture may be a file of JSON lines, too. What is wrong with them is said on standard error.

Exit status: 0 done; 1 failed, and no file is written, or lines could not be read any more; 2 wrong usage.

Options:
)"_s;

const QString demoPaths = uR"(
Further paths on the same port:
  /deployed/v1.0/ws   VoIPBIN as its deployed server behaves: no acks, bare resources, prefix topics
  /events             Fix Inventory core: one JSON document a line, kind/message_type/data
  /live?generation=A  Daptin until April 2024; B: until v0.11.3. Both list their topics
Kafka (acm) is librdkafka's mock cluster, at a port of its own; there is none under load (--rate).
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
        {u"check-display"_s,
         u"Only say by the exit status whether a window can be opened here: 0 yes, 1 no."_s},
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
    options.checkDisplay = parser.isSet(u"check-display"_s);
    if (options.demo && !options.captures.isEmpty())
        return Error{u"--demo goes without a capture: it opens a window of its own."_s};
    if (parser.isSet(u"picture"_s) && parser.value(u"picture"_s).isEmpty())
        return Error{u"--picture needs the name of a file."_s};
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

/// What stands between commas; a path may have some in quotes.
QStringList namesIn(const QString &list)
{
    QStringList names{QString()};
    bool quoted = false;
    for (const QChar c : list) {
        quoted = quoted != (c == u'"');
        if (c == u',' && !quoted)
            names += QString();
        else
            names.last() += c;
    }
    return names;
}

/// --format, --columns, and what the name of the file says.
Result<void> readFormat(const QCommandLineParser &parser, ExportOptions &options)
{
    QString format = parser.value(u"format"_s);
    options.compressed = format.endsWith(compressedSuffix)
        || options.output.endsWith(compressedSuffix, Qt::CaseInsensitive);
    if (format.endsWith(compressedSuffix))
        format.chop(compressedSuffix.size());
    const auto kind = parser.isSet(u"format"_s)
        ? exportKindFromName(format)
        : exportKindFromFile(options.output).value_or(ExportKind::JsonLines);
    if (!kind)
        return Error{u"--format must be %1, not \"%2\": nothing else is written."_s.arg(
            exportKindNames(), parser.value(u"format"_s))};
    options.kind = *kind;
    if (options.compressed && !canCompress(*kind))
        return Error{u"A sqlite file cannot be compressed: a database is read in any order. Leave "
                     "out .zst."_s};
    if (*kind == ExportKind::Sqlite && options.output == u"-"_s)
        return Error{u"--format sqlite needs -o with the name of a file: a database cannot be "
                     "written to standard output."_s};
    if (parser.isSet(u"unguarded"_s) && *kind != ExportKind::Csv)
        return Error{
            u"--unguarded is for csv; nothing is put before the texts of jsonl and sqlite."_s};
    options.guard = parser.isSet(u"unguarded"_s) ? CellGuard::Off : CellGuard::On;
    if (!parser.isSet(u"columns"_s))
        return {};
    if (*kind != ExportKind::Csv)
        return Error{u"--columns is for csv; jsonl and sqlite have everything."_s};
    options.columns = namesIn(parser.value(u"columns"_s));
    if (const auto columns = ChosenColumns::named(options.columns); !columns)
        return Error{u"--columns cannot be read: %1"_s.arg(columns.error())};
    return {};
}

void addExportOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"format"_s,
         u"jsonl (each line a CloudEvent, as captured), csv, or sqlite (one table, with indexes); "
         "jsonl.zst and csv.zst compress. (What the end of the file's name says, else jsonl.)"_s,
         u"format"_s},
        {u"columns"_s,
         u"Of a csv: names with commas between, as type,topic,data.status,kafkapartition. (All "
         "attributes, and the payload as JSON.)"_s,
         u"names"_s},
        {u"where"_s,
         u"Only events that match a filter as in the window: type:call.* severity>=warning "
         "data.status=answered \"a phrase\" -without; the README lists all of it."_s,
         u"filter"_s},
        {{u"o"_s, u"output"_s},
         u"File to write, all or nothing; - is standard output (-). With .zst at its end it is "
         "compressed."_s,
         u"file"_s,
         u"-"_s},
        {u"unguarded"_s,
         u"Of a csv: no ' before cells that a spreadsheet would run as a formula, or before "
         "numbers of more than 15 digits. For programs only."_s},
        {u"show-secrets"_s,
         u"Write what a connection masks (passwords, tokens) as it was received."_s},
    });
}

Result<Command> parseExport(const QStringList &arguments)
{
    QCommandLineParser parser;
    addHelp(parser);
    addExportOptions(parser);
    if (!parser.parse(arguments))
        return Error{parser.errorText()};
    if (parser.isSet(u"help"_s))
        return Command{PrintText{exportHelp + optionList(parser)}};
    ExportOptions options;
    options.captures = parser.positionalArguments();
    if (options.captures.isEmpty())
        return Error{u"\"export\" needs the folder of a capture, or a file of JSON lines."_s};
    options.output = parser.value(u"output"_s);
    if (options.output.isEmpty())
        return Error{u"-o needs the name of a file, or -."_s};
    if (const Result<void> format = readFormat(parser, options); !format)
        return Error{format.error()};
    options.where = parser.value(u"where"_s);
    if (const ParsedFilter where = parseFilter(options.where); where.error)
        return Error{u"--where cannot be read:\n"_s
                     + markedFilterError(options.where, *where.error)};
    options.showSecrets = parser.isSet(u"show-secrets"_s);
    return Command{options};
}

Result<Command> parseVerify(const QStringList &arguments)
{
    QCommandLineParser parser;
    addHelp(parser);
    if (!parser.parse(arguments))
        return Error{parser.errorText()};
    if (parser.isSet(u"help"_s))
        return Command{PrintText{verifyHelp}};
    if (parser.positionalArguments().size() != 1)
        return Error{u"\"verify\" needs the folder of one capture."_s};
    return Command{VerifyOptions{parser.positionalArguments().constFirst()}};
}

} // namespace

std::optional<quint64> parseSize(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,12}(?:\\.\\d{1,3})?)\\s*([KMGT]?)(i?)B?$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return {};
    const QString letter = match.captured(2).toUpper();
    double bytes = match.captured(1).toDouble();
    for (qsizetype power = letter.isEmpty() ? 0 : u"KMGT"_s.indexOf(letter) + 1; power > 0; --power)
        bytes *= match.captured(3).isEmpty() ? 1000 : 1024;
    return bytes < 1e18 ? std::optional(quint64(bytes)) : std::nullopt;
}

std::optional<qint64> parseDuration(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|min|m|h|d)?$"_s);
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return {};
    const QString unit = match.captured(2);
    const double factor = unit == u"ms"  ? 1
        : unit == u"m" || unit == u"min" ? 60'000
        : unit == u"h"                   ? 3'600'000
        : unit == u"d"                   ? 86'400'000
                                         : 1000;
    return qint64(match.captured(1).toDouble() * factor);
}

Result<Command> parseCommandLine(const QStringList &arguments)
{
    using Parse = Result<Command> (*)(const QStringList &);
    static const QMap<QString, Parse> commands{{u"demo"_s, parseDemo},
                                               {u"record"_s, parseRecord},
                                               {u"export"_s, parseExport},
                                               {u"verify"_s, parseVerify}};
    const QString word = arguments.value(1);
    const Parse parse = commands.value(word);
    // The parsers see the program's name and what follows the command.
    auto command = parse ? parse(arguments.mid(0, 1) + arguments.mid(2)) : parseWindow(arguments);
    if (command)
        return command;
    const QString hint = parse ? u"eventscope %1 --help"_s.arg(word) : u"eventscope --help"_s;
    const QString stop = command.error().endsWith(u'.') ? QString() : u"."_s;
    return Error{u"%1%2 See \"%3\"."_s.arg(command.error(), stop, hint)};
}

} // namespace eventscope
