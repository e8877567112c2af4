// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/collectrun.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 beforeClouds = 2 * second;

const std::vector<std::string> &regionsOf(const std::string &cloud)
{
    static const std::vector<std::string> aws{
        "us-east-1",  "us-east-2",  "us-west-2",      "eu-central-1", "eu-west-1",
        "eu-north-1", "ap-south-1", "ap-southeast-2", "ca-central-1", "sa-east-1"};
    static const std::vector<std::string> gcp{"us-central1",  "us-east4",   "europe-west1",
                                              "europe-west3", "asia-east1", "australia-southeast1"};
    static const std::vector<std::string> azure{"westeurope", "northeurope", "eastus", "uksouth"};
    if (cloud == "gcp")
        return gcp;
    return cloud == "azure" ? azure : aws;
}

int percent(const ProgressPart &part)
{
    return static_cast<int>(part.current * 100 / part.total);
}

} // namespace

CollectRun::CollectRun(Dice &dice, std::string workflow, std::vector<CollectAccount> accounts,
                       CollectFate fate, qint64 startUs, qint64 lengthUs)
    : m_workflow(std::move(workflow)), m_task(dice.uuid()), m_accounts(std::move(accounts)),
      m_startUs(startUs)
{
    const qint64 length = lengthUs > 0 ? lengthUs : dice.seconds(115, 165);
    for (const CollectAccount &account : m_accounts)
        planAccount(dice, account, length);
    if (fate == CollectFate::Stalls)
        planStall(dice);
    else if (fate == CollectFate::Fails)
        planFailure(dice);
    for (const Plan &plan : m_plans)
        m_collectEndUs = std::max(m_collectEndUs, plan.endUs);
    m_collectEndUs += second;
    m_endUs = m_collectEndUs + second;
    if (m_workflow == "collect_and_cleanup")
        m_endUs += dice.seconds(12, 24);
}

void CollectRun::planAccount(Dice &dice, const CollectAccount &account, qint64 lengthUs)
{
    Plan plan;
    plan.startUs = m_startUs + beforeClouds + dice.seconds(0.5, 9);
    plan.regionsUs = plan.startUs + dice.seconds(1, 3);
    const std::vector<std::string> &names = regionsOf(account.cloud);
    const qint64 count = dice.between(3, std::min<qint64>(6, static_cast<qint64>(names.size())));
    const qint64 first = dice.between(0, static_cast<qint64>(names.size()) - 1);
    const qint64 lastEnd = m_startUs + lengthUs;
    for (qint64 i = 0; i < count; ++i) {
        Region region{names[static_cast<std::size_t>(first + i) % names.size()],
                      dice.between(18, 140), plan.regionsUs + dice.seconds(0.5, 30), 0};
        // One region decides how long the account takes, the others are done somewhere before.
        const qint64 end =
            i == 0 ? lastEnd - dice.seconds(0, 20) : region.startUs + dice.seconds(15, 75);
        region.durationUs = std::max(10 * second, std::min(end, lastEnd) - region.startUs);
        plan.regions.push_back(std::move(region));
    }
    plan.endUs = 0;
    for (const Region &region : plan.regions)
        plan.endUs = std::max(plan.endUs, region.endUs());
    plan.endUs += second / 2;
    m_plans.push_back(std::move(plan));
}

void CollectRun::planStall(Dice &dice)
{
    Plan &plan = m_plans.front();
    Region &region = plan.regions.front();
    region.stallAtUs = region.startUs + region.durationUs * dice.between(45, 70) / 100;
    region.stallUs = dice.seconds(35, 55);
    plan.endUs = std::max(plan.endUs, region.endUs() + second / 2);
}

void CollectRun::planFailure(Dice &dice)
{
    const std::size_t index = m_accounts.size() - 1;
    Plan &plan = m_plans[index];
    plan.endUs = plan.regionsUs + dice.seconds(14, 32);
    m_failure.atUs = plan.endUs - second / 2;
    m_failure.account = m_accounts[index];
    const std::string profile = m_failure.account.name;
    m_failure.message = m_failure.account.cloud == "aws"
        ? "[aws] Access denied for profile " + profile
        : '[' + m_failure.account.cloud + "] Permission missing on project " + profile
            + ": resourcemanager.projects.get";
}

qint64 CollectRun::Region::currentAt(qint64 us) const
{
    qint64 worked = us - startUs;
    if (stallUs > 0 && us > stallAtUs)
        worked -= std::min(stallUs, us - stallAtUs);
    return std::clamp<qint64>(worked, 0, durationUs) * total / durationUs;
}

std::vector<ProgressPart> CollectRun::collectParts(qint64 us) const
{
    std::vector<ProgressPart> parts;
    for (std::size_t i = 0; i < m_plans.size(); ++i) {
        const Plan &plan = m_plans[i];
        const CollectAccount &account = m_accounts[i];
        if (us < plan.startUs) {
            const bool cloudShown =
                std::any_of(parts.cbegin(), parts.cend(), [&](const ProgressPart &p) {
                    return p.name == account.cloud
                        || (p.path.size() > 1 && p.path[1] == account.cloud);
                });
            const bool cloudWillShow =
                std::any_of(m_plans.cbegin(), m_plans.cend(), [&](const Plan &p) {
                    const auto other = static_cast<std::size_t>(&p - m_plans.data());
                    return us >= p.startUs && m_accounts[other].cloud == account.cloud;
                });
            if (!cloudShown && !cloudWillShow)
                parts.push_back({account.cloud, {"collect"}, 0, 1});
        } else if (us < plan.regionsUs || us >= plan.endUs) {
            parts.push_back(
                {account.displayName(), {"collect", account.cloud}, us >= plan.endUs, 1});
        } else {
            for (const Region &region : plan.regions)
                parts.push_back({region.name,
                                 {"collect", account.cloud, account.displayName()},
                                 region.currentAt(us),
                                 region.total});
        }
    }
    return parts;
}

std::vector<ProgressPart> CollectRun::cleanupParts(qint64 us) const
{
    static constexpr std::array<std::pair<const char *, qint64>, 3> kinds{
        {{"expired volumes", 24}, {"unused load balancers", 9}, {"orphaned snapshots", 61}}};
    const qint64 spent = us - m_collectEndUs;
    const qint64 length = m_endUs - second - m_collectEndUs;
    std::vector<ProgressPart> parts;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        // Each kind takes a third longer than the one before.
        const qint64 own = length * static_cast<qint64>(i + 1) / static_cast<qint64>(kinds.size());
        parts.push_back({kinds[i].first,
                         {"cleanup"},
                         std::clamp<qint64>(spent * kinds[i].second / std::max<qint64>(1, own), 0,
                                            kinds[i].second),
                         kinds[i].second});
    }
    return parts;
}

std::vector<ProgressPart> CollectRun::partsAt(qint64 us) const
{
    const bool cleans = m_workflow == "collect_and_cleanup";
    std::vector<ProgressPart> parts;
    if (us < m_startUs + beforeClouds) {
        parts.push_back({"collect", {}, 0, 1});
    } else if (us < m_collectEndUs) {
        parts = collectParts(us);
    } else {
        parts.push_back({"collect", {}, 1, 1});
    }
    if (cleans && us >= m_endUs - second)
        parts.push_back({"cleanup", {}, 1, 1});
    else if (cleans && us >= m_collectEndUs)
        for (ProgressPart &part : cleanupParts(us))
            parts.push_back(std::move(part));
    std::stable_sort(parts.begin(), parts.end(), [](const ProgressPart &a, const ProgressPart &b) {
        const std::string &stepA = a.path.empty() ? a.name : a.path.front();
        const std::string &stepB = b.path.empty() ? b.name : b.path.front();
        if (stepA != stepB)
            return stepA == "collect";
        if (percent(a) != percent(b))
            return percent(a) > percent(b);
        return a.name < b.name;
    });
    return parts;
}

} // namespace eventscope
