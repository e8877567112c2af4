// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

namespace eventscope {

/// Where the secrets of a URL are kept that no option of its dialect stands for: the items of the
/// query as they were written. It is a secret like those of the options, under its own key. In the
/// URL stays `access_token=`, so that everybody sees what is sent, and can take it out.
inline constexpr QLatin1String urlQueryKey{"urlquery"};

/// A URL is saved, shown and spoken of, so it must not hold a secret: what it had, sorted out.
struct SortedUrl
{
    QString url; ///< without secrets
    OptionValues secrets; ///< by the key of the dialect's option, or urlQueryKey
    OptionValues options; ///< how the dialect is to send them
    QStringList names; ///< what they were called in the URL

    bool hadSecrets() const { return !names.isEmpty(); }
};

/// Takes items of the query out that are secrets by their names. A password before the host is none
/// of them: problemWithUrl() refuses it.
SortedUrl sortUrl(const QString &url, const DialectInfo &dialect);
/// sortUrl() without a dialect, and without user name and password: what may be written to a file.
QString publicUrl(const QString &url);
/// The URL with the values that sortUrl() kept under urlQueryKey where it left their names.
QString withQueryItems(const QString &url, const QString &items);

} // namespace eventscope
