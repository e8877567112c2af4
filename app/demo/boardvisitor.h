// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/recordevent.h"

#include <QString>

namespace eventscope {

/// Who is told what happens on a TopicBoard.
class BoardVisitor
{
public:
    virtual ~BoardVisitor() = default;
    virtual void hear(const RecordEvent &event) = 0;
    /// It was destroyed: nothing comes of it any more.
    virtual void forgetTopic(const QString &name) = 0;
};

} // namespace eventscope
