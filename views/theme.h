// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <QColor>
#include <QFont>
#include <QFontMetrics>
#include <QPalette>
#include <QString>

#include <array>

namespace eventscope {

/// Every colour that the window uses, once for light and once for dark. No other file names a
/// colour: views ask currentTheme() when they paint, so that a change of the palette reaches them
/// with the next paint event. Text colours have a contrast of at least 4.5 on every ground listed
/// here (tests/views/tst_theme).
struct Theme
{
    bool dark = false;

    // Grounds
    QColor background; ///< log, detail, lists of dialogs
    QColor panel; ///< docks, menu bar, status bar, dialogs
    QColor field; ///< line edits, buttons
    QColor selection; ///< of rows
    QColor gap; ///< of remark rows, hovered things
    QColor successTint;
    QColor warningTint;
    QColor errorTint; ///< of the notice bar
    QColor line; ///< borders, and the groove of progress bars

    // Text
    QColor text;
    QColor dim;
    QColor link; ///< text in the accent colour: keys of JSON, links
    QColor success;
    QColor warning;
    QColor error;
    QColor fatal;

    // Fills
    QColor accent; ///< selection bar, progress, focus
    QColor onAccent; ///< text on it
    QColor bar; ///< of the timeline: events that are no trouble
    QColor barBehind; ///< those that a filter hides

    // What a person marks named filters with: dots, and the grounds of rows that they match
    static constexpr size_t filterColorCount = 8;
    std::array<QColor, filterColorCount> filterDots;
    std::array<QColor, filterColorCount> filterTints;

    static const Theme &lightTheme();
    static const Theme &darkTheme();

    /// Info is dim: colour is for what wants attention.
    QColor severityColor(Severity severity) const;
    QColor severityTint(Severity severity) const;
    QPalette palette() const;
};

/// The theme that fits the palette of the application as it is now.
const Theme &currentTheme();
/// Sets style, palette and fonts of the application. GUI thread.
void applyTheme(bool dark);

/// Severity is never told by colour alone: a glyph and a word go with it. Info's glyph is a quiet
/// dot.
QString severityGlyph(Severity severity);
QString severityWord(Severity severity);

/// For times, identifiers and payloads: JetBrains Mono where it is installed, else the desktop's
/// fixed font.
QFont fixedFont(const QFont &beside);
/// For the titles of docks and sections: small, spaced capitals. Texts are given in normal case.
QFont sectionFont(const QFont &beside);
/// For the second line of a row.
QFont smallFont(const QFont &beside);
/// The same font, semi-bold.
QFont strongFont(const QFont &beside);

/// Height of one row of a list or table in this font; measures come from the font, so that they
/// scale with it.
int rowHeight(const QFontMetrics &metrics);
/// A distance: the given fraction of the font's height, at least one pixel. margin(metrics) is
/// about 8 px at 13 px.
int margin(const QFontMetrics &metrics, double factor = 0.5);

/// `10 204 117`: digits of the locale, groups parted by a space that never breaks.
QString countText(quint64 count);
/// `6.9 GB`
QString bytesText(quint64 bytes);

} // namespace eventscope
