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
    /// `word` must not be empty.
    explicit WordSearch(const QString &word);

    bool foundIn(std::string_view text) const;

private:
    /// One character after the plain beginning: all byte sequences that stand for it, longest
    /// first.
    struct Character
    {
        std::vector<std::string> forms;
    };

    void addCharacter(char32_t c);
    void chooseAnchors();
    size_t findPlain(std::string_view text, size_t from) const;
    bool plainAt(const char *text) const;
    bool restAt(std::string_view text, size_t at) const;

    std::string
        m_plain; ///< the beginning of the word that every producer writes as it is; lower case
    size_t m_anchors[2] = {0,
                           0}; ///< positions in m_plain that are looked for first: its rarest bytes
    std::vector<Character> m_rest;
    std::array<bool, 256> m_restStarts{}; ///< bytes that can begin m_rest
};

} // namespace eventscope
