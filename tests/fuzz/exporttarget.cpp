// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lines of a capture on their way out: into CSV and JSON lines, and masked.
#include "models/capture/lineenvelope.h"
#include "models/event/encodedjson.h"
#include "models/event/jsontext.h"
#include "models/event/maskedlines.h"
#include "models/event/utf16.h"
#include "models/export/csvwriter.h"
#include "models/export/jsonlwriter.h"
#include "models/query/lineparts.h"
#include "tests/fuzz/fuzztarget.h"
#include "tests/models/export/csvtable.h"

#include <QRegularExpression>
#include <algorithm>

namespace eventscope::fuzz {

using namespace Qt::StringLiterals;

namespace {

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

/// Whoever adds an object behind a payload that is one, to a line of ours, has it taken for a part
/// of the payload: to know better, every payload would have to be read to its end (lineparts.cpp).
bool isExcused(std::string_view payload, std::string_view line)
{
    const bool last =
        !payload.empty() && payload.data() + payload.size() + 1 == line.data() + line.size();
    return !last && (payload.starts_with('{') || payload.starts_with('['));
}

bool isExcused(std::string_view line)
{
    LineAttributes a;
    readLineAttributes(line, a);
    return isExcused(a.data, line);
}

/// The columns of a line as another reader sees them, in the order of the file.
std::vector<std::string> expectedCells(std::string_view line)
{
    LineAttributes a;
    readLineAttributes(line, a);
    const std::string connection = a.source.starts_with('/') ? a.source.substr(1) : a.source;
    return {a.sequence,
            a.recordedtime,
            a.time,
            connection,
            a.source,
            a.type,
            a.topic,
            a.subject,
            a.severitytext,
            std::string(a.data),
            std::string(a.dataBase64),
            a.reason,
            a.id};
}

/// What a spreadsheet would run: judged anew, without the writer's own list.
bool isActive(const QByteArray &cell)
{
    const QList<uint> characters = toUtf16(view(cell)).toUcs4();
    const auto isPassedOver = [](uint c) {
        constexpr std::u32string_view blank = U"\u034f\u115f\u1160\u2800\u3164\uffa0";
        const bool breaks = c == '\t' || c == '\r' || c == '\n';
        return breaks || QChar::isSpace(c) || QChar::category(c) == QChar::Other_Control
            || QChar::category(c) == QChar::Other_Format
            || blank.find(char32_t(c)) != std::u32string_view::npos;
    };
    const auto first = std::find_if_not(characters.begin(), characters.end(), isPassedOver);
    if (first == characters.end())
        return false;
    const QString form =
        QStringView(QChar::fromUcs4(*first)).toString().normalized(QString::NormalizationForm_KC);
    static const QRegularExpression number(u"^[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?\\z"_s);
    return form.size() == 1 && u"=+-@"_s.contains(form)
        && !number.match(QString::fromUtf8(cell).trimmed()).hasMatch();
}

constexpr char otherSeparators[] = ";\t\r\n";

/// Where the quotes around a cell mean nothing, since it stands in the middle of another one.
bool isActiveWithin(QByteArray cell)
{
    for (const char c : QByteArray(otherSeparators))
        cell.replace(c, ';');
    const QList<QByteArray> parts = cell.split(';');
    return std::any_of(parts.begin() + 1, parts.end(), isActive);
}

/// But for what keeps formulas from running.
bool saysTheSame(const QByteArray &cell, const QByteArray &wanted)
{
    qsizetype at = 0;
    for (const char c : cell) {
        if (at < wanted.size() && c == wanted[at])
            ++at;
        else if (c != '\'' || (at > 0 && !QByteArray(otherSeparators).contains(wanted[at - 1])))
            return false;
    }
    return at == wanted.size();
}

/// JSON whose tokens no tab and no line break parts.
QByteArray withBlanks(QByteArray json)
{
    for (const char c : QByteArray("\t\r\n"))
        json.replace(c, ' ');
    return json;
}

void checkCsv(const EventRecord &record, std::string_view line)
{
    constexpr quint64 numberInLog = 7;
    constexpr qsizetype dataColumn = 9; // in the file's usual columns; behind it is data_base64
    CsvWriter writer({});
    QByteArray csv;
    writer.event({record, numberInLog, line}, csv);
    const auto rows = parseCsv(csv);
    demand(rows.size() == 1 && rows[0].size() == 13, "an event is one row of its columns", line);
    std::vector<std::string> expected = expectedCells(line);
    expected.front() = std::to_string(numberInLog); // whatever the line says
    for (qsizetype i = 0; i < rows[0].size(); ++i) {
        const QByteArray cell = rows[0][i];
        demand(!isActive(cell), "no cell is a formula", view(cell));
        demand(!isActiveWithin(cell), "no cell has a formula within", view(cell));
        QByteArray wanted = QByteArray::fromStdString(expected[size_t(i)]);
        wanted.replace(QByteArray(1, '\0'), "\\u0000");
        if (i == dataColumn || i == dataColumn + 1)
            wanted = withBlanks(wanted);
        demand(saysTheSame(cell, wanted), "a cell says what the line says", line);
    }
}

void checkJsonLines(const EventRecord &record, std::string_view line)
{
    JsonLinesWriter writer;
    QByteArray out;
    writer.event({record, 1, line}, out);
    demand(view(out) == std::string(line) + '\n', "a line is exported as it stands", line);
}

template<typename Visit>
void forEachRow(std::string_view bytes, Visit visit)
{
    LineParser parser;
    LineEnvelope envelope;
    while (!bytes.empty()) {
        const size_t end = std::min(bytes.find('\n'), bytes.size());
        const std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        if (line.empty())
            continue;
        EventRecord record;
        if (parser.check(line, envelope)) {
            record.lineLength = envelope.length;
            record.dataOffset = envelope.dataOffset;
            record.flags = envelope.flags;
            visit(record, line);
        }
    }
}

/// Gives the line that it has.
class OneLine final : public LineSource
{
public:
    explicit OneLine(std::string_view line) : m_line(line) { }
    std::string_view line(const EventRecord &, std::string &) const override { return m_line; }

private:
    std::string_view m_line;
};

const QStringList &maskedNames()
{
    static const QStringList names{u"password"_s, u"*token"_s, u"otp_?"_s};
    return names;
}

bool isMaskedName(std::string_view name)
{
    static const QRegularExpression form(u"^(password|.*token|otp_.)$"_s,
                                         QRegularExpression::CaseInsensitiveOption
                                             | QRegularExpression::DotMatchesEverythingOption);
    return validUtf8(name)
        && form.match(QString::fromUtf8(name.data(), qsizetype(name.size()))).hasMatch();
}

/// What an event is known by, whatever it says: judged anew, without the mask's own list.
bool staysAsItIs(std::string_view name)
{
    static const QRegularExpression form(
        u"^(spec_?version|source|type|(recorded)?time|sequence|datacontenttype|severitytext|"
        "marks|seen|masked|kafka(topic|partition|offset|time|next))\\z"_s);
    return validUtf8(name)
        && form.match(QString::fromUtf8(name.data(), qsizetype(name.size()))).hasMatch();
}

/// No value of such a name is left, however often it is wrapped (as far as is promised).
void demandMasked(std::string_view json, int wrappings)
{
    JsonTape tape(JsonTape::maxLineDepth);
    if (!tape.parse(json))
        return;
    std::string scratch;
    for (quint32 i = 0; i < tape.size(); ++i) {
        JsonRef(tape, i).forEachMember([&](JsonRef key, JsonRef value) {
            const std::string_view name = key.string(scratch);
            const bool nothing = value.isNull() || value.kind() == JsonKind::True
                || value.kind() == JsonKind::False || value.raw() == "\"\"";
            if (name.size() <= 256 && isMaskedName(name))
                demand(nothing || value.raw() == FieldMask::maskedValue,
                       "no value of a masked name is left", json);
        });
        const JsonRef text(tape, i);
        if (!text.isString() || wrappings == 0)
            continue;
        const std::string inside(text.string(scratch));
        if (const auto decoded = decodedJson(inside))
            demandMasked(view(*decoded), wrappings - 1);
        else if (beginsAsJson(inside))
            demandMasked(inside, wrappings - 1);
    }
}

/// What a line has beside its payload too: no covered attribute is left.
void demandMaskedMembers(JsonRef line, std::string_view text)
{
    std::string name;
    line.forEachMember([&](JsonRef key, JsonRef value) {
        if (staysAsItIs(key.string(name)))
            return;
        const bool nothing = value.isNull() || value.kind() == JsonKind::True
            || value.kind() == JsonKind::False || value.raw() == "\"\"";
        if (key.string(name).size() <= 256 && isMaskedName(key.string(name)))
            demand(nothing || value.raw() == FieldMask::maskedValue,
                   "no attribute of a masked name is left", text);
        demandMasked(value.raw(), 3);
    });
}

} // namespace

void exports(std::string_view bytes)
{
    forEachRow(bytes, [](const EventRecord &record, std::string_view line) {
        if (!isExcused(line))
            checkCsv(record, line);
        checkJsonLines(record, line);
    });
    // Any text is a cell of a column that somebody chose.
    QByteArray cell;
    appendCsvCell(cell, bytes);
    const auto rows = parseCsv(cell + "\r\n");
    demand(rows.size() == 1 && rows[0].size() == 1 && !isActive(rows[0][0])
               && !isActiveWithin(rows[0][0]),
           "any text is one cell and no formula", bytes);
}

void masks(std::string_view bytes)
{
    static const FieldMasks byConnection{{u"0a1b2c3d"_s, FieldMask(maskedNames())}};
    forEachRow(bytes, [](const EventRecord &record, std::string_view line) {
        LineAttributes before;
        readLineAttributes(line, before);
        const OneLine source(line);
        const MaskedLines masked(&source, byConnection);
        std::string scratch;
        const std::string shown(masked.line(record, scratch));
        if (before.source != "/0a1b2c3d") {
            demand(shown == line, "what nobody masks stays", line);
            return;
        }
        const FieldMask &mask = byConnection.first();
        std::string scratchOfMask;
        demand(mask.apply(line, scratchOfMask) == shown, "the sweep passes nothing to mask", line);
        LineAttributes after;
        demand(readLineAttributes(shown, after), "what is masked is still an event", line);
        demand(after.type == before.type && after.sequence == before.sequence
                   && after.source == before.source && after.time == before.time
                   && after.recordedtime == before.recordedtime,
               "what an event is known by stays", line);
        JsonTape whole(JsonTape::maxLineDepth);
        demand(whole.parse(shown), "what is masked is JSON", line);
        demandMaskedMembers(JsonRef(whole), shown);
        std::string name;
        std::string_view payload;
        JsonRef(whole).forEachMember([&](JsonRef key, JsonRef value) {
            if (key.string(name) == "data" || key.string(name) == "data_base64")
                payload = value.raw();
        });
        demand(isExcused(payload, shown) || payloadOf(record, shown) == payload,
               "a payload is found behind what is masked", line);
        const OneLine again(shown);
        std::string scratchAgain;
        demand(MaskedLines(&again, byConnection).line(record, scratchAgain) == shown,
               "what is masked twice is masked once", line);
    });
}

} // namespace eventscope::fuzz
