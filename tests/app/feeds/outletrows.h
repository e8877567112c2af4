// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/eventoutlet.h"
#include "tests/support/collectingsink.h"

#include <QTest>

namespace eventscope {

using namespace Qt::StringLiterals;

inline EventFields fields(std::string_view payload = "{\"n\":1}", EventFlags flags = 0)
{
    EventFields event;
    event.type = "test.event";
    event.payload = payload;
    event.flags = flags;
    return event;
}

inline OwnRow own(std::string_view type, EventFlags flags = 0)
{
    OwnRow row;
    row.type = type;
    row.flags = flags;
    row.data = OwnPayload(u"hello"_s).take();
    return row;
}

inline void feed(EventOutlet &outlet, int count)
{
    for (int i = 0; i < count; ++i)
        QVERIFY(outlet.event(fields(), 1'000 + i));
}

} // namespace eventscope
