// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string_view>

namespace eventscope {

/// What a JSON object says about one system, where detectDialect() knows no whole shape of it.
enum class DialectTrace : quint8 {
    None, ///< nothing that only this system would write
    Some, ///< one of its members or words: it may be a frame of a version that nobody knows yet
    NoObject ///< it is none, or no JSON: it says nothing for or against
};

/// Looks for traces of the system with this id in one text frame. Pure.
DialectTrace tracesOf(const QString &dialect, std::string_view frame);

} // namespace eventscope
