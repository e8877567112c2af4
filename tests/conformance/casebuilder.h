// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/conformance/conformancecase.h"
#include "tests/conformance/wirebytes.h"

namespace eventscope {

/// Words for the rows of the table.

inline Heard textHeard(const QByteArray &payload)
{
    return {false, payload};
}
inline Heard binaryHeard(const QByteArray &payload)
{
    return {true, payload};
}

/// The connection stays open.
inline Expected works(const QList<Heard> &events = {}, const QByteArrayList &pongs = {})
{
    Expected expected;
    expected.events = events;
    expected.pongs = pongs;
    return expected;
}

/// The client ends the connection, with this code, and says so with these words.
inline Expected ends(int code, const QString &cause, const QList<Heard> &events = {},
                     const QByteArrayList &pongs = {})
{
    Expected expected = works(events, pongs);
    expected.close = code;
    expected.cause = cause;
    return expected;
}

inline Expected breaksRule(const QList<Heard> &events = {}, const QByteArrayList &pongs = {})
{
    return ends(1002, QStringLiteral("broke the WebSocket protocol"), events, pongs);
}

inline Expected isNotUtf8(const QList<Heard> &events = {})
{
    return ends(1007, QStringLiteral("text that is not UTF-8"), events);
}

inline ConformanceCase wireCase(const QByteArray &id, const QByteArray &about,
                                const QByteArray &bytes, const Expected &expected, int chop = 0)
{
    ConformanceCase c;
    c.id = id;
    c.about = about;
    c.parts = {{bytes, 0}};
    c.chop = chop;
    c.expected = expected;
    return c;
}

/// The same case with these frames one write each, and with one byte each.
inline void addChopped(CaseList &cases, const ConformanceCase &c)
{
    cases.append(c);
    for (const int chop : {1, 3}) {
        ConformanceCase chopped = c;
        chopped.id += chop == 1 ? "-octets" : "-thirds";
        chopped.chop = chop;
        cases.append(chopped);
    }
}

} // namespace eventscope
