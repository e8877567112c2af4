// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <string_view>

namespace eventscope {

class MaskedLines;

/// Another thread looks for what is masked in the next lines, while these are written. Where it has
/// not begun when that is wanted, as on a busy machine, nobody waits for it. Used by one thread.
class LookAhead
{
public:
    LookAhead();
    ~LookAhead();
    Q_DISABLE_COPY_MOVE(LookAhead)

    /// Both have to stay until one of the others is called.
    void begin(const MaskedLines &lines, std::string_view text);
    /// What MaskedLines::firstToMask() says of them, or nothing where nobody looked.
    std::optional<size_t> take();
    void forget() { take(); }

private:
    struct Task
    {
        std::atomic_flag taken; ///< by who looks, or by who does not want it any more
        std::promise<size_t> place;
    };
    std::shared_ptr<Task> m_task;
    QThreadPool m_pool;
};

} // namespace eventscope
