// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventbatch.h"

#include <random>
#include <string>
#include <vector>

namespace eventscope {

/// Events as the real systems send them, made from a seed: the same seed makes the same events on
/// every machine. For captures that are as large as wanted. One thread.
///
/// Payloads are about 350 bytes on average. Of 1000 events about 450 are `call.status` (one in nine
/// of those "answered"), 100 are warnings or worse, two are binary, four are Daptin's rows in
/// base64, and one in 100 000 says `quicksilver`.
class MadeEvents
{
public:
    explicit MadeEvents(quint64 seed);
    /// Appends `count` events of one connection, which is set. Which one is a matter of the seed.
    void fill(EventBatch &batch, size_t count);

private:
    using Maker = void (MadeEvents::*)(EventFields &);

    quint64 below(quint64 bound) { return m_random() % bound; }
    quint64 skewed(quint64 bound); ///< small numbers are frequent, as the busy customers are
    std::string_view oneOf(std::initializer_list<std::string_view> texts);
    void begin();
    void number(std::string_view before, quint64 value, std::string_view after = {});
    void text(std::string_view before, std::string_view value, std::string_view after = "\"");
    void callStatus(EventFields &fields);
    void callMedia(EventFields &fields);
    void collectProgress(EventFields &fields);
    void clusterEvent(EventFields &fields);
    void jobEvent(EventFields &fields);
    void tableRow(EventFields &fields);
    void ownRow(EventFields &fields);
    void remark();

    std::mt19937_64 m_random;
    qint64 m_nowUs;
    char m_time[32] = {};
    std::string m_topic;
    std::string m_subject;
    std::string m_payload;
    std::string m_extensions;
};

} // namespace eventscope
