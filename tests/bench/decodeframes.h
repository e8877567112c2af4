// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/dialectinfo.h"

#include <string>
#include <utility>
#include <vector>

namespace eventscope {

/// One kind of frame that a dialect reads all day: its text with runs of `@` where the number of
/// the event goes, and what has to happen before the server sends it.
class DecodeFrames
{
public:
    const char *name;
    QString dialect;
    OptionValues options;
    QString subprotocol;
    QVector<Subscription> subscriptions;
    std::vector<std::string> prologue; ///< frames that come first
    std::string text;
    /// Where the transport is Kafka: the frame is the value of a record with these headers.
    std::vector<std::pair<std::string, std::string>> headers;

    /// Writes `number` into `frame`, a copy of `text`, in place of each run of `@`.
    void number(std::string &frame, quint64 number) const;

private:
    struct Digit
    {
        size_t at;
        bool last; ///< of its run: the ones
    };
    mutable std::vector<Digit> m_digits; ///< from the end of the text to its beginning
};

/// The first is VoIPBIN, documented: what the others are compared with.
std::vector<DecodeFrames> decodeFrames();

} // namespace eventscope
