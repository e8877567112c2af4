// SPDX-License-Identifier: GPL-3.0-or-later
//
// JSON of strangers: the tape, against simdjson and QJsonDocument, and all that reads values of it.
#include "models/event/displaytext.h"
#include "models/event/encodedjson.h"
#include "models/event/hiddentext.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"
#include "models/event/jsonvalues.h"
#include "models/event/shapeguess.h"
#include "models/query/decimal.h"
#include "models/query/jsondifference.h"
#include "models/query/jsondocument.h"
#include "tests/fuzz/fuzztarget.h"

#include <QJsonDocument>
#include <charconv>
#include <simdjson.h>

namespace eventscope::fuzz {

namespace {

bool isRange(std::string_view number)
{
    double value = 0;
    return std::from_chars(number.data(), number.data() + number.size(), value).ec
        == std::errc::result_out_of_range;
}

/// Numbers that simdjson cannot hold; what it says of them is another code in each version.
bool hasLongNumber(const JsonTape &tape)
{
    constexpr quint32 digits = 19;
    for (quint32 i = 0; i < tape.size(); ++i) {
        if (tape[i].kind == JsonKind::Number && tape[i].length >= digits)
            return true;
    }
    return false;
}

/// What simdjson refuses though RFC 8259 has it: numbers that it cannot hold, lone surrogates, its
/// own depth.
bool isBeyondSimdjson(simdjson::error_code error, std::string_view text)
{
    switch (error) {
    case simdjson::NUMBER_ERROR:
    case simdjson::DEPTH_ERROR:
    case simdjson::UTF8_ERROR:
        return true;
    case simdjson::STRING_ERROR:
        return text.find("\\ud") != std::string_view::npos
            || text.find("\\uD") != std::string_view::npos;
    default:
        return false;
    }
}

void agreeWithSimdjson(const JsonTape &tape, bool parsed, std::string_view text)
{
    static simdjson::dom::parser parser;
    const auto error = parser.parse(text.data(), text.size()).error();
    if (parsed)
        demand(error == simdjson::SUCCESS || isBeyondSimdjson(error, text) || hasLongNumber(tape),
               "what the tape takes, simdjson takes", text);
    else if (error == simdjson::SUCCESS
             && !text.starts_with("\xef\xbb\xbf")) // newer ones pass over it, as RFC 8259 lets them
        demand(tape.error().find("deeper") != std::string_view::npos,
               "what simdjson takes, the tape takes", text);
}

/// Qt 6.4 knows no scalars at the root, no 1e400, and is one level less deep; but it takes control
/// characters, needless escapes and a byte order mark, so the other direction says nothing.
void agreeWithQt(const JsonTape &tape, std::string_view text)
{
    if (tape[0].kind != JsonKind::Object && tape[0].kind != JsonKind::Array)
        return;
    size_t depth = 0;
    std::vector<quint32> open;
    for (quint32 i = 0; i < tape.size(); ++i) {
        while (!open.empty() && open.back() <= i)
            open.pop_back();
        if (tape[i].kind == JsonKind::Object || tape[i].kind == JsonKind::Array)
            open.push_back(tape[i].next);
        depth = std::max(depth, open.size());
        if (tape[i].kind == JsonKind::Number && isRange(JsonRef(tape, i).raw()))
            return;
    }
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(
        QByteArray::fromRawData(text.data(), qsizetype(text.size())), &error);
    demand(!document.isNull() || depth >= JsonTape::maxDepth, "what the tape takes, Qt takes",
           text);
}

/// Writes the document from its tokens, without recursion: it has to be what simdjson makes of it.
std::string rewritten(const JsonTape &tape)
{
    struct Open
    {
        quint32 end;
        char close;
        bool first;
        bool inObject;
        bool keyNext;
    };
    std::string out;
    std::vector<Open> open;
    for (quint32 i = 0; i <= tape.size(); ++i) {
        while (!open.empty() && open.back().end == i) {
            out += open.back().close;
            open.pop_back();
        }
        if (i == tape.size())
            break;
        if (!open.empty()) {
            Open &around = open.back();
            if (around.inObject && !around.keyNext)
                out += ':';
            else if (!around.first)
                out += ',';
            around.first = false;
            around.keyNext = !around.keyNext;
        }
        const JsonToken &token = tape[i];
        if (token.kind == JsonKind::Object || token.kind == JsonKind::Array) {
            const bool object = token.kind == JsonKind::Object;
            out += object ? '{' : '[';
            open.push_back({token.next, object ? '}' : ']', true, object, true});
        } else {
            out += JsonRef(tape, i).raw();
        }
    }
    return out;
}

void checkSpans(const JsonTape &tape, std::string_view text)
{
    for (quint32 i = 0; i < tape.size(); ++i) {
        const JsonToken &token = tape[i];
        demand(token.length > 0 && size_t(token.offset) + token.length <= text.size(),
               "a span is within the text", text);
        demand(token.next > i && token.next <= tape.size(), "the next token is behind", text);
    }
    std::string minified;
    appendMinified(minified, text);
    demand(rewritten(tape) == minified, "the spans are the whole document", text);
    static JsonTape again;
    demand(again.parse(minified) && again.size() == tape.size() && !again.multiLine(),
           "a minified document is the same one, on one line", text);
}

/// With a zero more and an exponent less a number is the same one; with an exponent more it is
/// larger.
void demandSameShifted(std::string_view number)
{
    constexpr size_t digitsThatFit = 18;
    const size_t e = std::min(number.find_first_of("eE"), number.size());
    const std::string mantissa(number.substr(0, e));
    std::string_view digits = number.substr(std::min(e + 1, number.size()));
    digits.remove_prefix(digits.starts_with('+') ? 1 : 0);
    const bool isZero = mantissa.find_first_of("123456789") == std::string::npos;
    if (isZero || mantissa.find('.') != std::string::npos
        || digits.size() > digitsThatFit + digits.starts_with('-'))
        return;
    qint64 exponent = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    demand(compareDecimals(number, mantissa + "0e" + std::to_string(exponent - 1)) == 0,
           "a number is the same with another exponent", number);
    const int more = compareDecimals(mantissa + "e" + std::to_string(exponent + 1), number);
    demand(mantissa.starts_with('-') ? more < 0 : more > 0, "an exponent more is ten times as much",
           number);
}

void readValues(const JsonTape &tape)
{
    std::string scratch;
    std::string escaped;
    std::string back;
    for (quint32 i = 0; i < tape.size(); ++i) {
        const JsonRef value(tape, i);
        momentOf(value, scratch);
        severityOf(value, scratch);
        value.number();
        if (value.isNumber()) {
            demand(isDecimal(value.raw()), "a number of JSON is a decimal", value.raw());
            demand(compareDecimals(value.raw(), value.raw()) == 0, "a number equals itself",
                   value.raw());
            demandSameShifted(value.raw());
            const int order = compareDecimals(value.raw(), "1e3");
            demand(order == -compareDecimals("1e3", value.raw())
                       || order * compareDecimals("1e3", value.raw()) < 0,
                   "numbers are in order", value.raw());
        }
        if (!value.isString())
            continue;
        const std::string inside(value.string(scratch));
        escaped.clear();
        appendJsonEscaped(escaped, inside);
        unescapeJson(escaped, back);
        demand(back == inside, "what is escaped comes back", inside);
        displayText(inside);
        if (maybeEncoded(inside))
            encodedValue(inside);
    }
}

} // namespace

void json(std::string_view bytes)
{
    static JsonTape tape;
    const bool parsed = tape.parse(bytes);
    agreeWithSimdjson(tape, parsed, bytes);
    demand(parsed || (!tape.error().empty() && tape.errorOffset() <= bytes.size()),
           "an error has words and a place", bytes);
    hasPlainEscape(bytes);
    withRowsDecoded(bytes);
    if (!parsed || !validUtf8(bytes))
        return;
    checkSpans(tape, bytes);
    agreeWithQt(tape, bytes);
    readValues(tape);

    ShapeGuess guess;
    guess.look(JsonRef(tape));
    guess.look(JsonRef(tape));
    guess.places();
    demand(encodedRowIn(bytes).size() <= bytes.size(), "a row is within its payload");
    std::string minified;
    appendMinified(minified, bytes);
    demand(jsonDifference(bytes, minified).different == 0,
           "a document is no other one without its white space", bytes);
}

} // namespace eventscope::fuzz
