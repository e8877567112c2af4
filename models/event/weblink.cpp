// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/weblink.h"

#include "models/event/unseencharacters.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

bool isInNoLink(QChar c)
{
    return c.unicode() < 0x21 || c == u'\\' || (c.unicode() >= 0x7f && c.unicode() < 0xa0)
        || c.isSpace() || c.isSurrogate() || isUnseen(c.unicode());
}

} // namespace

std::optional<WebLink> webLink(const QString &text)
{
    const bool encrypted = text.startsWith("https://"_L1, Qt::CaseInsensitive);
    if ((!encrypted && !text.startsWith("http://"_L1, Qt::CaseInsensitive))
        || text.size() > maxLinkLength || std::any_of(text.cbegin(), text.cend(), isInNoLink))
        return std::nullopt;
    WebLink link;
    link.url = QUrl(text, QUrl::StrictMode);
    if (!link.url.isValid() || link.url.host().isEmpty())
        return std::nullopt;
    link.encrypted = encrypted;
    const QString host = link.url.host(QUrl::FullyEncoded);
    if (const QString letters = QUrl::fromAce(host.toLatin1()); letters != host)
        link.letters = letters;
    else if (host.contains("xn--"_L1)) // letters that Qt does not show either
        link.letters = link.url.host();
    link.before = link.url.userName();
    link.site = link.url.scheme() + u"://"_s + (host.contains(u':') ? u'[' + host + u']' : host);
    if (link.url.port() >= 0)
        link.site += u":%1"_s.arg(link.url.port());
    return link;
}

} // namespace eventscope
