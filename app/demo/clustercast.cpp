// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/clustercast.h"

#include "app/demo/recordwording.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 day = 86'400'000'000;

constexpr std::array people{"Dana Whitfield", "Jonas Lindqvist", "Amira Haddad",
                            "Theo Marchand",  "Priya Raman",     "Kim O'Connor"};
constexpr std::array kinds{"edge", "retail", "press", "lab"};

std::string addressOf(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c == ' ' ? '.' : c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    std::erase(name, '\'');
    return name + "@example.net";
}

} // namespace

ClusterCast::ClusterCast(Dice &dice, qint64 startUs)
{
    for (std::size_t i = 0; i < m_owners.size(); ++i) {
        ClusterOwner &owner = m_owners[i];
        owner.id = dice.uuid();
        owner.name = people[i];
        owner.email = addressOf(owner.name);
        owner.phone = dice.phoneNumber();
        owner.password = passwordHash(dice);
        owner.createdUs = startUs - dice.between(30, 900) * day;
    }
    for (int &number : m_numbers)
        number = static_cast<int>(dice.between(1, 5));
}

Cluster ClusterCast::next(Dice &dice, qint64 us)
{
    const std::size_t place = m_count % sites.size();
    const Site &site = sites[place];
    Cluster cluster;
    cluster.id = dice.uuid();
    cluster.site = site.name;
    cluster.name = std::string(kinds[m_count % kinds.size()]) + '-' + site.name + '-'
        + std::to_string(++m_numbers[place]);
    cluster.hub = site.hub;
    cluster.region = site.region;
    cluster.jobId = dice.uuid();
    cluster.adminPassword = secretText(dice, 23);
    cluster.joinToken = secretText(dice, 32);
    cluster.account.cloud = "aws";
    cluster.account.name = cluster.name;
    cluster.account.accountId = std::to_string(dice.between(100'000'000'000, 699'999'999'999));
    cluster.account.cloudAccountId = dice.uuid();
    cluster.owner = &m_owners[m_count % m_owners.size()];
    cluster.resources = dice.between(240, 4800);
    cluster.createdUs = us;
    ++m_count;
    return cluster;
}

ClusterOwner &ClusterCast::anyOwner(Dice &dice)
{
    return m_owners[static_cast<std::size_t>(dice.between(0, m_owners.size() - 1))];
}

} // namespace eventscope
