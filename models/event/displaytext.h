// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string_view>

namespace eventscope {

/// The longest text that one cell of a table shows; QTableView needs seconds to lay out a cell of
/// 100 000 characters.
inline constexpr int maxCellLength = 200;

/// Untrusted UTF-8 as one plain line: control, bidirectional and zero-width characters are made
/// visible (`␀`, `⏎`, `⟨U+202E⟩`), and what is longer than `limit` characters ends in `…`.
/// Everything from a feed that is shown goes through here.
QString displayText(std::string_view utf8, int limit = maxCellLength);
QString displayText(const QString &text, int limit = maxCellLength);

/// The same text with its middle left out, `customer…:call:*`, for identifiers; `limit` counts
/// characters.
QString middleElided(const QString &text, int limit);

/// Such text for the title of a window, where Qt takes `[*]` for the place of a mark.
QString titleText(const QString &shown);

/// Text for a tool tip: escaped, because QToolTip would take it for HTML where it looks like HTML.
QString toolTipText(const QString &text);

} // namespace eventscope
