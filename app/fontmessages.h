// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope {

/// From now on nothing is printed of a font that lacks a script: Qt 6.4 tries each font of the
/// system for a script that it meets the first time, and has a line to say of each that lacks it.
void leaveOutFontMessages();

} // namespace eventscope
