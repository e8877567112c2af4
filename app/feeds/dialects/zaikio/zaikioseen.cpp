// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/zaikio/zaikioseen.h"

#include <QRandomGenerator>
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace eventscope {

namespace {

/// A delivery that failed is tried again within minutes.
constexpr std::chrono::milliseconds window{3'600'000};
constexpr size_t capacity = size_t(1) << 16;

void appendHex(std::string &out, quint64 number)
{
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    out.append(size_t(digits.data() + digits.size() - end), '0');
    out.append(digits.data(), end);
}

/// The number in the first 16 digits of `text`.
quint64 fromHex(std::string_view text)
{
    quint64 number = 0;
    std::from_chars(text.data(), text.data() + std::min<size_t>(text.size(), 16), number, 16);
    return number;
}

} // namespace

ZaikioSeen::ZaikioSeen()
    : m_seed(QRandomGenerator::global()->generate64()), m_window(window, capacity)
{ }

bool ZaikioSeen::look(std::string_view bytes, std::string_view stream,
                      std::chrono::milliseconds now)
{
    const quint64 hash = hashOf(bytes);
    if (m_window.look(hash, 0, now))
        return true;
    keep(hash, streamOf(hashOf(stream)));
    return false;
}

ZaikioSeen::Stream &ZaikioSeen::streamOf(quint64 name)
{
    if (m_recent >= m_streams.size() || m_streams[m_recent].name != name) {
        auto found = std::find_if(m_streams.begin(), m_streams.end(),
                                  [name](const Stream &one) { return one.name == name; });
        if (found == m_streams.end() && m_streams.size() >= mostStreams) {
            found = std::min_element(
                m_streams.begin(), m_streams.end(),
                [](const Stream &a, const Stream &b) { return a.usedAt < b.usedAt; });
            m_count -= found->last.size();
            *found = {name, 0, {}};
        } else if (found == m_streams.end()) {
            found = m_streams.insert(m_streams.end(), {name, 0, {}});
        }
        m_recent = size_t(found - m_streams.begin());
    }
    Stream &stream = m_streams[m_recent];
    stream.usedAt = ++m_uses;
    return stream;
}

void ZaikioSeen::keep(quint64 hash, Stream &stream)
{
    stream.last.push_back(hash);
    ++m_count;
    if (stream.last.size() > keptOfAStream) {
        stream.last.pop_front();
        --m_count;
    }
    if (m_count > kept)
        forgetOne();
}

/// Of who has most, so that a stream that is busy takes nothing from one that is quiet.
void ZaikioSeen::forgetOne()
{
    const auto most =
        std::max_element(m_streams.begin(), m_streams.end(), [](const Stream &a, const Stream &b) {
            return a.last.size() < b.last.size();
        });
    most->last.pop_front();
    --m_count;
}

void ZaikioSeen::restore(JsonRef saved, std::chrono::milliseconds now)
{
    std::string scratch;
    bool isFirst = true;
    saved.forEachElement([&](JsonRef one) {
        std::string_view hashes = one.string(scratch);
        if (hashes.size() < 16)
            return;
        const quint64 head = fromHex(hashes);
        hashes.remove_prefix(16);
        if (std::exchange(isFirst, false)) {
            m_seed = head;
            return;
        }
        for (; hashes.size() >= 16; hashes.remove_prefix(16)) {
            const quint64 hash = fromHex(hashes);
            if (!m_window.look(hash, 0, now))
                keep(hash, streamOf(head));
        }
    });
}

void ZaikioSeen::save(std::string &json) const
{
    json += "[\"";
    appendHex(json, m_seed);
    json += '"';
    for (const Stream &stream : m_streams) {
        json += ",\"";
        appendHex(json, stream.name);
        for (const quint64 hash : stream.last)
            appendHex(json, hash);
        json += '"';
    }
    json += ']';
}

} // namespace eventscope
