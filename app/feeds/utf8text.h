// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringEncoder>
#include <memory>
#include <string_view>

namespace eventscope {

/// UTF-8 of one received text after the other, in memory that is used again. Qt hands text over as
/// UTF-16 only; what feeds send is nearly all ASCII, which goes back sixteen characters at a time.
/// Feed thread.
class Utf8Text
{
public:
    /// Valid until the next call. Lone surrogates become U+FFFD.
    std::string_view of(const QString &text);
    /// Gives memory back that one huge text needed.
    void shrink();

private:
    QStringEncoder m_encoder{QStringConverter::Utf8, QStringConverter::Flag::Stateless};
    std::unique_ptr<char[]> m_bytes;
    size_t m_capacity = 0;
};

} // namespace eventscope
