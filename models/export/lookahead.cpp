// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/lookahead.h"

#include "models/event/maskedlines.h"

#include <utility>

namespace eventscope {

LookAhead::LookAhead()
{
    m_pool.setMaxThreadCount(1);
}

LookAhead::~LookAhead()
{
    forget();
}

void LookAhead::begin(const MaskedLines &lines, std::string_view text)
{
    forget();
    m_task = std::make_shared<Task>();
    m_pool.start([task = m_task, &lines, text] {
        if (!task->taken.test_and_set())
            task->place.set_value(lines.firstToMask(text));
    });
}

std::optional<size_t> LookAhead::take()
{
    const std::shared_ptr<Task> task = std::exchange(m_task, {});
    if (!task || !task->taken.test_and_set())
        return {};
    return task->place.get_future().get();
}

} // namespace eventscope
