// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/clusterworld.h"
#include "app/demo/dice.h"

#include <array>

namespace eventscope {

/// Who plays in the story of the clusters: the owners, the sites, and a new cluster whenever one is
/// asked for. One thread.
class ClusterCast
{
public:
    struct Site
    {
        const char *name;
        const char *hub;
        const char *region;
    };
    static constexpr std::array<Site, 5> sites{{{"berlin", "hub-eu", "eu-central-1"},
                                                {"denver", "hub-us", "us-west-2"},
                                                {"oslo", "hub-eu", "eu-north-1"},
                                                {"boston", "hub-us", "us-east-1"},
                                                {"paris", "hub-eu", "eu-west-1"}}};

    ClusterCast(Dice &dice, qint64 startUs);
    ClusterCast(const ClusterCast &) = delete;
    ClusterCast &operator=(const ClusterCast &) = delete;

    /// Site after site; the owner is this cast's.
    Cluster next(Dice &dice, qint64 us);
    ClusterOwner &anyOwner(Dice &dice);

private:
    std::array<ClusterOwner, 6> m_owners;
    std::array<int, sites.size()> m_numbers{};
    std::size_t m_count = 0;
};

} // namespace eventscope
