// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/collectevent.h"
#include "app/demo/collectrun.h"
#include "app/demo/dice.h"
#include "app/demo/stepqueue.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

/// Four teams collect their cloud accounts, each run after run: one is always long and cleans up,
/// one stalls for a while, one is refused by an account, one is smooth; they change parts with
/// every run. A pure function of seed and time. Trees move every second or two here; the real
/// servers send one at most every ten seconds. One thread.
class CollectStory
{
public:
    /// When it starts, two runs are under way, so that something finishes soon.
    CollectStory(quint64 seed, qint64 startUs);
    CollectStory(const CollectStory &) = delete;
    CollectStory &operator=(const CollectStory &) = delete;

    /// Appends everything that happened up to `us`, oldest first.
    void advance(qint64 us, std::vector<CollectEvent> &out);
    /// The tree of every run that is under way, as a message each.
    std::vector<CollectEvent> currentTrees(qint64 us);

private:
    struct Lane
    {
        std::string workflow;
        std::vector<CollectAccount> accounts;
        std::optional<CollectRun> run;
        std::string lastTree;
        int runs = 0;
    };

    void tell(CollectEvent event);
    void startRun(std::size_t index, qint64 us);
    void tick(std::size_t index, int run, qint64 us);
    void finishRun(std::size_t index, qint64 us);
    void fail(std::size_t index, int run, qint64 us);
    void discover(std::size_t index, qint64 us);

    Dice m_dice;
    Dice m_greetings; ///< so that who connects when does not change the story
    StepQueue m_steps;
    std::array<Lane, 4> m_lanes;
    std::vector<CollectEvent> *m_out = nullptr; ///< only during advance()
};

} // namespace eventscope
