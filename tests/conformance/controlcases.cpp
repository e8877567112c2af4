// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/casebuilder.h"

namespace eventscope {

using namespace wire;

namespace {

void addReserved(CaseList &cases)
{
    for (int bits = 1; bits < 8; ++bits) {
        const QByteArray id = "3." + QByteArray::number(bits);
        const QByteArray about = "reserved bits " + QByteArray::number(bits);
        const QList<Heard> first{textHeard("ok")};
        const int rsv = bits << 4;
        cases.append(wireCase(id + ".1", about + " of text",
                              text("ok") + frame(fin | rsv | Text, "x") + ping(),
                              breaksRule(first)));
        cases.append(wireCase(id + ".2", about + " of binary, chopped",
                              text("ok") + frame(fin | rsv | Binary, "x"), breaksRule(first), 1));
        cases.append(wireCase(id + ".3", about + " of a ping",
                              text("ok") + frame(fin | rsv | Ping, "x"), breaksRule(first)));
        cases.append(wireCase(id + ".4", about + " of a close frame",
                              text("ok") + frame(fin | rsv | Close, number(1000, 2)),
                              breaksRule(first)));
        cases.append(wireCase(id + ".5", about + " of a fragment",
                              text("ok") + frame(Text, "a") + frame(fin | rsv, "b"),
                              breaksRule(first)));
    }
}

void addOpcodes(CaseList &cases)
{
    for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        const QByteArray id = (opcode < 8 ? "4.1." : "4.2.")
            + QByteArray::number(opcode < 8 ? opcode - 2 : opcode - 10);
        const QByteArray about = "opcode " + QByteArray::number(opcode);
        cases.append(wireCase(id, about, frame(fin | opcode), breaksRule()));
        cases.append(wireCase(id + "-payload", about + " with a payload, between texts",
                              text("ok") + frame(fin | opcode, "reserved") + text("never"),
                              breaksRule({textHeard("ok")})));
        cases.append(wireCase(id + "-octets", about + " in octets, after a ping",
                              ping("p") + frame(fin | opcode, "reserved"), breaksRule({}, {"p"}),
                              1));
    }
}

} // namespace

/// 2 (ping and pong), 3 (reserved bits), 4 (opcodes).
CaseList controlCases()
{
    CaseList cases;
    const QByteArray raw("\x00\xff\xfe\xfd\xfc\xfb\x00\xff", 8);
    const QByteArray most(125, '\xfe');
    addChopped(cases, wireCase("2.1", "ping without payload", ping(), works({}, {""})));
    addChopped(
        cases,
        wireCase("2.2", "ping with text", ping("Hello, world!"), works({}, {"Hello, world!"})));
    addChopped(cases, wireCase("2.3", "ping with bytes", ping(raw), works({}, {raw})));
    addChopped(cases, wireCase("2.4", "ping of 125 bytes", ping(most), works({}, {most})));
    addChopped(cases,
               wireCase("2.5", "ping of 126 bytes",
                        header(fin | Ping, 126, 2) + QByteArray(126, 'x'), breaksRule()));
    cases.append(wireCase("2.5.2", "pong of 126 bytes", frame(fin | Pong, QByteArray(126, 'x')),
                          breaksRule()));
    addChopped(cases, wireCase("2.7", "pong that nobody asked for", pong(), works()));
    addChopped(
        cases,
        wireCase("2.8", "pong with a payload that nobody asked for", pong("never"), works()));
    addChopped(cases,
               wireCase("2.9", "pong that nobody asked for, then a ping",
                        pong("never") + ping("now"), works({}, {"now"})));
    QByteArray ten;
    QByteArrayList answers;
    for (int i = 0; i < 10; ++i) {
        answers.append("payload-" + QByteArray::number(i));
        ten += ping(answers.last());
    }
    addChopped(cases, wireCase("2.10", "ten pings", ten, works({}, answers)));
    addReserved(cases);
    addOpcodes(cases);
    return cases;
}

} // namespace eventscope
