// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/namepart.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace eventscope {

/// Where in raw lines something may stand that a FieldMask has to look at: a part of one of its
/// names in any case, what may hide one (escapes of plain characters, base64 that is JSON), what is
/// a secret by its form (secretvalues.h), and nothing else. Most lines have none of it, so that
/// many of them are passed at once instead of being parsed one by one. Immutable, safe to use on
/// any thread.
class MaskSweep
{
public:
    MaskSweep() = default;
    /// `parts`: whatever is masked by its name has at least one of them. Not known: none.
    explicit MaskSweep(std::vector<NamePart> parts);

    /// False where the parts are not known, or of characters that JSON may write in other ways:
    /// then every line has to be looked at.
    bool isUsable() const { return !m_parts.empty(); }
    /// The first such place at or behind `from`, or npos.
    size_t next(std::string_view text, size_t from = 0) const { return find(text, from, 0); }

private:
    static constexpr size_t width = 4; ///< bytes that are compared for all of a block at once
    static constexpr size_t blockBytes = 32;
    /// For each byte: the groups that may have it in this place.
    using Groups = std::array<uint8_t, 256>;
    /// The same by the halves of a byte, as the processor looks 32 of them up at once.
    struct Halves
    {
        alignas(16) std::array<uint8_t, 16> low = {};
        alignas(16) std::array<uint8_t, 16> high = {};
    };

    void addHiding();
    void addPart(std::string_view text);
    void addPart(size_t group, std::string_view text);
    void addLetter(size_t group, size_t place, char c);
    void addBytes(size_t group, size_t place, std::string_view bytes);
    void addAny(size_t group, size_t place);

    size_t find(std::string_view text, size_t from, int wrappings) const;
    size_t findByBlocks(std::string_view text, size_t &from, int wrappings) const;
    uint32_t hitsAt(const char *block) const;
    double chance(size_t group) const;
    bool isPlace(std::string_view text, size_t at, int wrappings) const;
    bool isName(std::string_view text) const;
    bool hidesJson(std::string_view text, int wrappings) const;

    std::vector<NamePart> m_parts; ///< sorted
    /// For each first byte: from where on they begin with that or a later one.
    std::array<uint32_t, 257> m_from = {};
    std::array<Groups, width> m_groups = {};
    std::array<Halves, width> m_halves = {};
};

} // namespace eventscope
