// SPDX-License-Identifier: GPL-3.0-or-later
//
// A WebSocket server of strangers: its answer to the handshake, and its frames. The first byte is
// how the rest is cut.
#include "app/feeds/transport/framereader.h"
#include "app/feeds/transport/upgradeanswer.h"
#include "tests/fuzz/fuzztarget.h"

#include <QByteArrayView>
#include <vector>

namespace eventscope::fuzz {

namespace {

constexpr size_t maxMessage = 1000;

struct Kept
{
    FrameReader::What what;
    std::string payload;
    std::optional<uint16_t> code;
    bool operator==(const Kept &) const = default;
};

bool isUtf8(std::string_view text)
{
    return QByteArrayView(text.data(), qsizetype(text.size())).isValidUtf8();
}

void check(const FrameReader::Item &item, std::string_view bytes)
{
    using What = FrameReader::What;
    demand(item.payload.size() <= maxMessage, "no message is beyond the limit", bytes);
    if (item.what == What::Text || item.what == What::Close)
        demand(isUtf8(item.payload), "text is UTF-8", bytes);
    if (item.what == What::Ping || item.what == What::Pong || item.what == What::Close)
        demand(item.payload.size() <= 125, "control frames are short", bytes);
    demand(!item.code || item.what == What::Close, "only a close frame has a code", bytes);
}

std::vector<Kept> readFrames(std::string_view bytes, size_t step)
{
    using What = FrameReader::What;
    FrameReader reader(maxMessage);
    std::vector<Kept> kept;
    for (size_t at = 0; at < bytes.size(); at += step) {
        reader.add(bytes.substr(at, step));
        for (;;) {
            const FrameReader::Item item = reader.next();
            if (item.what == What::Nothing)
                break;
            demand(kept.empty() || kept.back().what != What::Close, "nothing is behind the end",
                   bytes);
            check(item, bytes);
            kept.push_back({item.what, std::string(item.payload), item.code});
            if (item.what == What::Broken)
                return kept;
        }
    }
    return kept;
}

void readAnswer(std::string_view bytes, size_t step)
{
    static const UpgradeRequest request(
        [] {
            Handshake handshake;
            handshake.url = QUrl(QStringLiteral("ws://example.org/"));
            handshake.subprotocols = {QStringLiteral("one")};
            return handshake;
        }(),
        "the sample nonce");
    using State = UpgradeAnswer::State;
    UpgradeAnswer whole(request);
    const qsizetype taken = whole.add(bytes);
    demand(taken >= 0 && size_t(taken) <= bytes.size(), "an answer takes what there is", bytes);
    UpgradeAnswer cut(request);
    qsizetype takenInParts = 0;
    for (size_t at = 0; at < bytes.size() && cut.state() == State::Reading; at += step)
        takenInParts += cut.add(bytes.substr(at, step));
    demand(cut.state() == whole.state(), "an answer is the same however it is cut", bytes);
    demand(whole.state() != State::Open || taken == takenInParts, "frames begin at the same place",
           bytes);
    demand(whole.state() != State::Open
               || (whole.subprotocol().isEmpty() || whole.subprotocol() == "one"),
           "a server chooses among what it was offered", bytes);
    demand(whole.state() == State::Refused
               || (!whole.badAnswer() && !whole.retryAfter() && whole.redirect().isEmpty()),
           "only a refusal has reasons", bytes);
}

} // namespace

void webSocket(std::string_view bytes)
{
    if (bytes.empty())
        return;
    const size_t step = size_t(uint8_t(bytes[0])) % 16 + 1;
    bytes.remove_prefix(1);
    readAnswer(bytes, step);
    const std::vector<Kept> whole = readFrames(bytes, bytes.size() + 1);
    demand(readFrames(bytes, step) == whole, "frames are the same however they are cut", bytes);
}

} // namespace eventscope::fuzz
