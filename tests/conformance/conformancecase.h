// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QList>
#include <QString>
#include <optional>

namespace eventscope {

/// One message that has to arrive in the sink, byte for byte.
struct Heard
{
    bool binary = false;
    QByteArray payload;
    bool operator==(const Heard &) const = default;
};

/// What must come of a case.
struct Expected
{
    QList<Heard> events;
    QByteArrayList pongs; ///< that the server must get
    /// The code of the close frame that the server must get; 0: one without a code; none: no close
    /// frame.
    std::optional<int> close;
    /// Empty: the connection stays open, and works. Else it ends, the window's words about it
    /// contain this, and the next connection works.
    QString cause;
    int withinMs = 3'000; ///< it works again
    bool anyPongs = false; ///< the server does not read them all
    bool anyClose = false; ///< the server cannot hear it
};

/// A row of the table: what a server does on the first connection of a feed, and what must come of
/// it. On the next connection the same server behaves.
struct ConformanceCase
{
    struct Part
    {
        QByteArray bytes;
        int pauseMs = 0; ///< before it
    };
    enum class End { Open, Fin, Rst };

    QByteArray id; ///< after the Autobahn list, or the numbers of the faults (A1 …)
    QByteArray about;
    QByteArray answer; ///< to the handshake, `{accept}` in it; empty: a proper one
    QList<Part> parts;
    QByteArray endless; ///< said again and again after them, as long as anybody takes it
    int chop = 0; ///< bytes of one write; 0: all at once
    End end = End::Open; ///< what the server does after the last part
    bool deaf = false; ///< it reads nothing after the handshake
    bool goesOn = false; ///< it sends on after a close frame, and never hangs up
    Expected expected;
    /// Where QWebSocket cannot do it: what it does instead, and the bug or the place in Qt.
    std::optional<Expected> withQt;
    QByteArray qtLimit;
};

using CaseList = QList<ConformanceCase>;

struct CaseScale
{
    qsizetype limit = 1 << 20; ///< the largest message that the feed takes
    int many = 20'000; ///< small messages in one case
};

/// What a server says that goes on.
inline QByteArray furtherWords()
{
    return "too late";
}

CaseList framingCases();
CaseList controlCases();
CaseList fragmentCases();
CaseList utf8Cases();
CaseList closeCases();
CaseList limitCases(const CaseScale &scale);
CaseList handshakeCases();

/// All of them, those that QWebSocket cannot do marked as such.
CaseList conformanceCases(const CaseScale &scale);

} // namespace eventscope
