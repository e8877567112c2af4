// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/ownrow.h"
#include "models/connection/dialectinfo.h"
#include "models/connection/topicrequest.h"

#include <QVector>
#include <utility>

namespace eventscope {

/// The requests about topics that one connection has made and not heard of yet, so that each is
/// answered once, even where the connection ends first. Owned by a FeedConversation.
class OpenRequests
{
public:
    void add(const TopicRequest &request) { m_open.append(request); }
    /// False if nobody waits for it (any more).
    bool take(const TopicRequest &request) { return m_open.removeOne(request); }
    QVector<TopicRequest> takeAll() { return std::exchange(m_open, {}); }

private:
    QVector<TopicRequest> m_open;
};

/// Why a request cannot be made of this kind of server; null: of none. Empty if it can.
QString whyNotAsked(const TopicRequest &request, const DialectInfo *server);
TopicAnswer unanswered(const QString &reason);
/// The row that says what became of a request. `frame` is what the server sent; may be empty.
OwnRow answerRow(const QString &connection, const TopicRequest &request, const TopicAnswer &answer,
                 std::string_view frame);

} // namespace eventscope
