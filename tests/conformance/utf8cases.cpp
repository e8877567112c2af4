// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/casebuilder.h"

#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;
using namespace wire;

namespace {

/// After Markus Kuhn's stress test of UTF-8 decoders, as Autobahn has it.
struct Sequence
{
    const char *id;
    QByteArray bytes;
    bool valid;
};

const QByteArray kosme = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";

QByteArray lonelyStarts(int first, int last)
{
    QByteArray bytes;
    for (int byte = first; byte <= last; ++byte)
        bytes += QByteArray(1, char(byte)) + ' ';
    return bytes;
}

QByteArray allContinuations()
{
    QByteArray bytes;
    for (int byte = 0x80; byte <= 0xbf; ++byte)
        bytes += char(byte);
    return bytes;
}

QList<Sequence> beginnings()
{
    QList<Sequence> all{{"6.5.1", kosme, true},
                        {"6.5.2", "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc-UTF-8!!", true},
                        {"6.5.3", kosme + "\xed\xa0\x80" + "edited", false},
                        {"6.5.4", kosme + "\xf4\x90\x80\x80" + "edited", false},
                        {"6.5.5", "\xf0\x9f\x98\x80 and \xf0\x9f\x9a\x80", true}};
    static constexpr std::array names{"6.6.1", "6.6.2", "6.6.3", "6.6.4",  "6.6.5", "6.6.6",
                                      "6.6.7", "6.6.8", "6.6.9", "6.6.10", "6.6.11"};
    constexpr std::array whole{2, 5, 7, 9, 11};
    for (int length = 1; length <= kosme.size(); ++length) {
        const bool valid = std::find(whole.begin(), whole.end(), length) != whole.end();
        all.append({names[size_t(length - 1)], kosme.left(length), valid});
    }
    return all;
}

QList<Sequence> boundaries()
{
    return {{"6.7.1", QByteArray(1, '\0'), true},
            {"6.7.2", "\xc2\x80", true},
            {"6.7.3", "\xe0\xa0\x80", true},
            {"6.7.4", "\xf0\x90\x80\x80", true},
            {"6.8.1", "\xf8\x88\x80\x80\x80", false},
            {"6.8.2", "\xfc\x84\x80\x80\x80\x80", false},
            {"6.9.1", "\x7f", true},
            {"6.9.2", "\xdf\xbf", true},
            {"6.9.3", "\xef\xbf\xbf", true},
            {"6.9.4", "\xf4\x8f\xbf\xbf", true},
            {"6.10.1", "\xf7\xbf\xbf\xbf", false},
            {"6.10.2", "\xfb\xbf\xbf\xbf\xbf", false},
            {"6.10.3", "\xfd\xbf\xbf\xbf\xbf\xbf", false},
            {"6.11.1", "\xed\x9f\xbf", true},
            {"6.11.2", "\xee\x80\x80", true},
            {"6.11.3", "\xef\xbf\xbd", true},
            {"6.11.4", "\xf4\x8f\xbf\xbf", true},
            {"6.11.5", "\xf4\x90\x80\x80", false}};
}

QList<Sequence> malformed()
{
    return {{"6.12.1", "\x80", false},
            {"6.12.2", "\xbf", false},
            {"6.12.3", "\x80\xbf", false},
            {"6.12.4", "\x80\xbf\x80", false},
            {"6.12.5", "\x80\xbf\x80\xbf", false},
            {"6.12.6", "\x80\xbf\x80\xbf\x80", false},
            {"6.12.7", "\x80\xbf\x80\xbf\x80\xbf", false},
            {"6.12.8", allContinuations(), false},
            {"6.13.1", lonelyStarts(0xc0, 0xdf), false},
            {"6.13.2", lonelyStarts(0xe0, 0xef), false},
            {"6.13.3", lonelyStarts(0xf0, 0xf7), false},
            {"6.13.4", lonelyStarts(0xf8, 0xfb), false},
            {"6.13.5", lonelyStarts(0xfc, 0xfd), false},
            {"6.14.1", "\xc0", false},
            {"6.14.2", "\xe0\x80", false},
            {"6.14.3", "\xf0\x80\x80", false},
            {"6.14.4", "\xf8\x80\x80\x80", false},
            {"6.14.5", "\xfc\x80\x80\x80\x80", false},
            {"6.14.6", "\xdf", false},
            {"6.14.7", "\xef\xbf", false},
            {"6.14.8", "\xf7\xbf\xbf", false},
            {"6.14.9", "\xfb\xbf\xbf\xbf", false},
            {"6.14.10", "\xfd\xbf\xbf\xbf\xbf", false},
            {"6.15.1",
             "\xc0\xe0\x80\xf0\x80\x80\xf8\x80\x80\x80\xfc\x80\x80\x80\x80\xdf\xef\xbf\xf7\xbf\xbf",
             false},
            {"6.16.1", "\xfe", false},
            {"6.16.2", "\xff", false},
            {"6.16.3", "\xfe\xfe\xff\xff", false},
            {"6.17.1", "\xc0\xaf", false},
            {"6.17.2", "\xe0\x80\xaf", false},
            {"6.17.3", "\xf0\x80\x80\xaf", false},
            {"6.17.4", "\xf8\x80\x80\x80\xaf", false},
            {"6.17.5", "\xfc\x80\x80\x80\x80\xaf", false},
            {"6.18.1", "\xc1\xbf", false},
            {"6.18.2", "\xe0\x9f\xbf", false},
            {"6.18.3", "\xf0\x8f\xbf\xbf", false},
            {"6.18.4", "\xf8\x87\xbf\xbf\xbf", false},
            {"6.18.5", "\xfc\x83\xbf\xbf\xbf\xbf", false},
            {"6.19.1", "\xc0\x80", false},
            {"6.19.2", "\xe0\x80\x80", false},
            {"6.19.3", "\xf0\x80\x80\x80", false},
            {"6.19.4", "\xf8\x80\x80\x80\x80", false},
            {"6.19.5", "\xfc\x80\x80\x80\x80\x80", false}};
}

QList<Sequence> surrogates()
{
    return {{"6.20.1", "\xed\xa0\x80", false},
            {"6.20.2", "\xed\xad\xbf", false},
            {"6.20.3", "\xed\xae\x80", false},
            {"6.20.4", "\xed\xaf\xbf", false},
            {"6.20.5", "\xed\xb0\x80", false},
            {"6.20.6", "\xed\xbe\x80", false},
            {"6.20.7", "\xed\xbf\xbf", false},
            {"6.21.1", "\xed\xa0\x80\xed\xb0\x80", false},
            {"6.21.2", "\xed\xa0\x80\xed\xbf\xbf", false},
            {"6.21.3", "\xed\xad\xbf\xed\xb0\x80", false},
            {"6.21.4", "\xed\xad\xbf\xed\xbf\xbf", false},
            {"6.21.5", "\xed\xae\x80\xed\xb0\x80", false},
            {"6.21.6", "\xed\xae\x80\xed\xbf\xbf", false},
            {"6.21.7", "\xed\xaf\xbf\xed\xb0\x80", false},
            {"6.21.8", "\xed\xaf\xbf\xed\xbf\xbf", false}};
}

/// Qt decodes each fragment by itself, so a character between two of them is none to it.
void limitQt(ConformanceCase &c)
{
    c.withQt = isNotUtf8();
    c.qtLimit = "Q7: QWebSocketDataProcessor decodes text statelessly, fragment by fragment "
                "(Autobahn 6.2.3, 6.2.4; still so in Qt 6.8)";
}

bool isCutWithin(const QByteArray &payload, qsizetype size)
{
    for (qsizetype at = size; at < payload.size(); at += size) {
        if ((uchar(payload[at]) & 0xc0) == 0x80)
            return true;
    }
    return false;
}

void addSequence(CaseList &cases, const QByteArray &id, const QByteArray &bytes, bool valid)
{
    const Expected expected = valid ? works({textHeard(bytes)}) : isNotUtf8();
    const QByteArray about = (valid ? "UTF-8: " : "no UTF-8: ") + bytes.left(12).toHex(' ');
    cases.append(wireCase(id, about, text(bytes), expected));
    ConformanceCase cut = wireCase(id + "-cut", about + ", each byte a fragment",
                                   fragmented(Text, bytes, 1), expected);
    if (valid && isCutWithin(bytes, 1))
        limitQt(cut);
    if (bytes.size() > 1)
        cases.append(cut);
}

/// 6.22 and 6.23: characters that are none, and all the same are UTF-8.
void addNonCharacters(CaseList &cases)
{
    int which = 0;
    for (char32_t plane = 0; plane <= 16; ++plane) {
        for (const char32_t last : {0xfffeU, 0xffffU}) {
            const char32_t one = plane << 16 | last;
            addSequence(cases, "6.22." + QByteArray::number(++which),
                        QString::fromUcs4(&one, 1).toUtf8(), true);
        }
    }
    for (char32_t one = 0xfff9; one <= 0xffff; ++one)
        addSequence(cases, "6.23." + QByteArray::number(int(one - 0xfff8)),
                    QString::fromUcs4(&one, 1).toUtf8(), true);
}

/// 6.1 to 6.4: empty texts, fragments, and failing as soon as it can be known.
void addTexts(CaseList &cases)
{
    cases.append(wireCase("6.1.1", "an empty text", text({}), works({textHeard({})})));
    cases.append(wireCase("6.1.2", "an empty text in three fragments",
                          frame(Text) + frame(0) + frame(fin), works({textHeard({})})));
    cases.append(wireCase("6.1.3", "a text between empty fragments",
                          frame(Text) + frame(0, "middle frame payload") + frame(fin),
                          works({textHeard("middle frame payload")})));
    const QByteArray words =
        "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!";
    addChopped(cases,
               wireCase("6.2.1", "a text in one frame", text(words), works({textHeard(words)})));
    cases.append(wireCase("6.2.2", "a text in two fragments, cut between characters",
                          fragmented(Text, words, 11), works({textHeard(words)})));
    for (const int size : {1, 2, 3, 7}) {
        ConformanceCase c = wireCase("6.2.3-" + QByteArray::number(size),
                                     "C3: a text in fragments of " + QByteArray::number(size),
                                     fragmented(Text, words, size), works({textHeard(words)}));
        if (isCutWithin(words, size))
            limitQt(c);
        cases.append(c);
    }
    const QByteArray bad = kosme + "\xf4\x90\x80\x80" + "edited";
    const auto early = [&cases](const char *id, const char *about, const QByteArrayList &pieces) {
        ConformanceCase c = wireCase(id, about, {}, isNotUtf8());
        c.parts.clear();
        for (const QByteArray &piece : pieces)
            c.parts.append({piece, 20});
        cases.append(c);
    };
    early("6.4.1", "no UTF-8 in the second of three fragments",
          {frame(Text, kosme), frame(0, "\xf4\x90\x80\x80"), frame(fin, "edited")});
    early("6.4.2", "the same, cut after the first wrong byte",
          {frame(Text, kosme + "\xf4"), frame(0, "\x90"),
           frame(fin,
                 "\x80\x80"
                 "edited")});
    early("6.4.3", "no UTF-8 in the second of three writes",
          {header(fin | Text, quint64(bad.size())) + kosme, "\xf4\x90\x80\x80", "edited"});
    early("6.4.4", "the same, cut after the first wrong byte",
          {header(fin | Text, quint64(bad.size())) + kosme + "\xf4", "\x90",
           "\x80\x80"
           "edited"});
    // What is known to be no UTF-8 need not wait for the rest of the frame.
    ConformanceCase never = wireCase("6.4.5", "no UTF-8 in a frame that never ends",
                                     header(fin | Text, 1000) + "x\xff", isNotUtf8());
    never.withQt = ends(1001, u"the server stopped for 5 s in the middle of a message"_s);
    never.withQt->withinMs = 6'000;
    never.qtLimit = "Q8: Qt looks at a frame only when it has all of it, or after 5 s without";
    cases.append(never);
}

} // namespace

/// 6 (UTF-8).
CaseList utf8Cases()
{
    CaseList cases;
    addTexts(cases);
    for (const QList<Sequence> &group : {beginnings(), boundaries(), malformed(), surrogates()}) {
        for (const Sequence &one : group)
            addSequence(cases, one.id, one.bytes, one.valid);
    }
    addNonCharacters(cases);
    return cases;
}

} // namespace eventscope
