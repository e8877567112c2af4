// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <array>
#include <vector>

namespace eventscope {

/// Looks for objects that have a key twice. RFC 8259 leaves open what that means; here, as in
/// JavaScript and Qt, the last one counts, so it has to be said: a server that reads the first has
/// seen something else. Owned by who reads events, a session or a file's lines, and reused; one
/// thread.
///
/// A few nanoseconds a key: all keys of an object are compared only where two have the same length
/// and ends. Large objects, and those with escaped keys, go through a table of seeded hashes, so no
/// choice of keys makes it slow.
class DuplicateKeys
{
public:
    DuplicateKeys();

    /// In `value` or anything in it.
    bool areIn(JsonRef value);
    /// In `object` itself, one of the names that dialects go by: what the event is, and what it is
    /// about. Then nobody can say which it is. Empty if there is none.
    std::string_view routingKeyIn(JsonRef object);

private:
    static constexpr size_t fewKeys = 48;

    bool hasTwice(JsonRef object);
    bool hasTwiceOfMany(JsonRef object);

    const quint64 m_seed;
    std::array<quint64, fewKeys> m_signs{};
    std::array<std::string_view, fewKeys> m_keys;
    std::vector<quint64> m_table; ///< of hashes; 0: free
    std::string m_scratch;
};

} // namespace eventscope
