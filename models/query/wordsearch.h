// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// Finds one word in raw bytes of a feed, in any case, and also where JSON writes it with escapes
/// (`\u00fc` for `ü`,
/// `\/` for `/`). Nothing is converted or allocated while searching: this loop reads whole
/// captures. Immutable once made, so any thread may search with it.
class WordSearch
{
public:
    /// Where the word stands, as bytes of the text.
    struct Found
    {
        size_t at = std::string_view::npos;
        size_t end = 0;
        explicit operator bool() const { return at != std::string_view::npos; }
    };

    /// `word` must not be empty.
    explicit WordSearch(const QString &word);

    bool foundIn(std::string_view text) const { return bool(find(text)); }
    /// The first place at or behind `from`.
    Found find(std::string_view text, size_t from = 0) const;
    /// How rare it can be expected to be: of several, the highest is to be looked for first.
    size_t rarity() const;

private:
    /// One character: all byte sequences that stand for it, longest first.
    struct Character
    {
        std::vector<std::string> forms;
    };

    void chooseAnchors();
    size_t findPlain(std::string_view text, size_t from) const;
    size_t findPlainBy16(std::string_view text, size_t &from) const;
    size_t findPlainBy128(std::string_view text, size_t &from) const;
    size_t findStart(std::string_view text, size_t from) const;
    bool plainAt(const char *text) const;
    size_t beforeAt(std::string_view text, size_t at) const;
    size_t behindAt(std::string_view text, size_t at) const;

    std::vector<Character> m_before; ///< what stands before m_plain, the nearest first
    /// The longest part of the word that every producer writes as it is; lower case. May be empty:
    /// then everything is in m_behind.
    std::string m_plain;
    std::vector<Character> m_behind;
    /// Positions in m_plain that are looked for first: its rarest bytes.
    size_t m_anchors[2] = {0, 0};
    std::string m_starts; ///< bytes that can begin m_behind, where m_plain is empty
};

} // namespace eventscope
