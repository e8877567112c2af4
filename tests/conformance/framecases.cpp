// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/casebuilder.h"

namespace eventscope {

using namespace wire;

/// 1 (lengths), 10 (fragments made by a machine on the way) and lengths that are said wrongly.
CaseList framingCases()
{
    CaseList cases;
    int which = 0;
    for (const qsizetype size : {0, 1, 124, 125, 126, 127, 128, 65534, 65535, 65536, 65537}) {
        const QByteArray payload(size, '*');
        const QByteArray bytes = QByteArray::number(qlonglong(size)) + " bytes";
        const QByteArray id = QByteArray::number(++which);
        cases.append(
            wireCase("1.1." + id, "text of " + bytes, text(payload), works({textHeard(payload)})));
        const QByteArray raw(size, '\xfe');
        cases.append(
            wireCase("1.2." + id, "binary of " + bytes, binary(raw), works({binaryHeard(raw)})));
        cases.append(wireCase("1.3." + id, "text of " + bytes + ", 997 in a write", text(payload),
                              works({textHeard(payload)}), 997));
        if (size <= 128) {
            addChopped(cases,
                       wireCase("1.4." + id, "binary of " + bytes + " in small writes", binary(raw),
                                works({binaryHeard(raw)})));
        }
    }
    const QByteArray large(65536, '*');
    for (const int size : {1, 64, 1300, 32768})
        cases.append(wireCase("10.1." + QByteArray::number(size),
                              "text in fragments of " + QByteArray::number(size),
                              fragmented(Text, large.left(std::min(65536, size * 600)), size),
                              works({textHeard(large.left(std::min(65536, size * 600)))})));
    const auto wrong = [&cases](const QByteArray &id, const QByteArray &about,
                                const QByteArray &bytes) {
        addChopped(cases, wireCase(id, about, text("ok") + bytes, breaksRule({textHeard("ok")})));
    };
    wrong("C1.1", "5 bytes, said in 16 bits", header(fin | Text, 5, 2) + "hello");
    wrong("C1.2", "125 bytes, said in 64 bits", header(fin | Text, 125, 8) + QByteArray(125, 'x'));
    wrong("C1.3", "65535 bytes, said in 64 bits", header(fin | Text, 65535, 8));
    wrong("C1.4", "a length of 64 bits", header(fin | Binary, 1ULL << 63, 8));
    wrong("C1.5", "all ones", header(fin | Binary, ~0ULL, 8));
    ConformanceCase masked =
        wireCase("C1.6", "a masked frame", text("ok") + maskedFrame(fin | Text, "hidden"),
                 breaksRule({textHeard("ok")}));
    masked.withQt = works({textHeard("ok"), textHeard("hidden")});
    masked.qtLimit = "Q16: QWebSocketDataProcessor unmasks whatever a server masks";
    cases.append(masked);
    ConformanceCase mark = wireCase("C16.1", "a byte order mark stays", text("\xef\xbb\xbfx"),
                                    works({textHeard("\xef\xbb\xbfx")}));
    mark.withQt = works({textHeard("x")});
    mark.qtLimit = "Q16: QStringDecoder takes a byte order mark away";
    cases.append(mark);
    return cases;
}

} // namespace eventscope
