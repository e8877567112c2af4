// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>
#include <optional>

namespace eventscope {

inline constexpr int maxLinkLength = 2'000;

/// A link in an event, taken apart for whoever decides whether to follow it.
struct WebLink
{
    QUrl url;
    QString
        site; ///< scheme, host as it is looked up (`xn--…`), and the port if it is an unusual one
    QString letters; ///< the host in the alphabets that it is written in, if they are others
    QString before; ///< what stands before an `@`, which is no part of the site however it looks
    bool encrypted = false;
};

/// The text as a link to the web, all of it. Nothing for other schemes, and for what browsers read
/// otherwise than QUrl does: backslashes, blanks, characters that cannot be seen.
std::optional<WebLink> webLink(const QString &text);

} // namespace eventscope
