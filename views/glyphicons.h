// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace eventscope {

/// Icons that are drawn, not looked up: a bare desktop has no icon theme, and a drawn one takes the
/// colour of the text.
enum class Glyph : quint8 { Pause, Follow, Export };

/// Sharp at every scale factor. To be asked for again when the palette changes.
QIcon glyphIcon(Glyph glyph, const QColor &color);

} // namespace eventscope
