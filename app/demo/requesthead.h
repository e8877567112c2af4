// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QUrlQuery>
#include <optional>

namespace eventscope {

/// The head of an HTTP request, as far as the demo needs it. Values only.
struct RequestHead
{
    QByteArray method;
    QString path;
    QUrlQuery query;
    QList<QPair<QByteArray, QByteArray>> headers; ///< names in lower case

    /// `head` ends with the empty line. Nothing where it is no HTTP/1.1 request.
    static std::optional<RequestHead> parse(const QByteArray &head);

    /// The first header of that (lower case) name, empty where there is none.
    QByteArray header(const QByteArray &name) const;
    QByteArray cookie(const QByteArray &name) const;
    /// Every place where one of the servers looks for a credential: query, Authorization, cookies.
    QList<QByteArray> credentials() const;
    bool wantsWebSocket() const;
    /// True where a browser page from elsewhere asks: only programs and pages of this machine may.
    bool hasForeignOrigin() const;
    /// True where a name that is not this machine's was resolved to it: a page whose own host does
    /// so (DNS rebinding) asks with no foreign Origin.
    bool hasForeignHost() const;
};

} // namespace eventscope
