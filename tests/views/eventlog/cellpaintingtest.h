// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a frame of the log paints: scripts whose fonts nobody has looked for yet wait for a later
/// one, and our own words about an event differ from the feed's.
class CellPaintingTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void usualTextIsReadyAtOnce();
    void aScriptIsReadyOnceItsFontsWereLookedFor_data();
    void aScriptIsReadyOnceItsFontsWereLookedFor();
    void whatNoFontHasIsBoxes();
    void nothingIsLookedForWhileRowsMove();
    void draggingTheSliderMovesRows();
    void cellsArePaintedAgainWithTheScriptThatWasFound();
    void whatIsOddAboutAnEventStandsInItsOwnColour();
};
