// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/dice.h"

#include <QtGlobal>
#include <string>
#include <vector>

namespace eventscope {

/// A leaf of a progress tree, as Fix sends it.
struct ProgressPart
{
    std::string name;
    std::vector<std::string> path;
    qint64 current = 0;
    qint64 total = 1;
};

struct CollectAccount
{
    std::string cloud; ///< "aws"
    std::string name; ///< "development"
    std::string accountId; ///< "123456789012"
    std::string cloudAccountId; ///< Fix's own id for it

    std::string displayName() const { return name + " (" + accountId + ')'; }
};

enum class CollectFate : quint8 { Smooth, Stalls, Fails };

/// One run of a collect workflow. All chance is thrown when it is made; after that the tree is a
/// pure function of time, by the rules of the real servers: leaves only, a done account replaces
/// its regions, a done step collapses into one leaf.
class CollectRun
{
public:
    /// What the error of a run that Fails says, and when.
    struct Failure
    {
        qint64 atUs = 0;
        CollectAccount account;
        std::string message;
    };

    /// `lengthUs` is about how long it takes; 0: thrown.
    CollectRun(Dice &dice, std::string workflow, std::vector<CollectAccount> accounts,
               CollectFate fate, qint64 startUs, qint64 lengthUs = 0);

    const std::string &workflow() const { return m_workflow; }
    const std::string &task() const { return m_task; }
    const std::vector<CollectAccount> &accounts() const { return m_accounts; }
    qint64 startUs() const { return m_startUs; }
    qint64 endUs() const { return m_endUs; }
    const Failure &failure() const { return m_failure; } ///< atUs is 0 where none comes
    std::vector<ProgressPart> partsAt(qint64 us) const;

private:
    struct Region
    {
        std::string name;
        qint64 total;
        qint64 startUs;
        qint64 durationUs;
        qint64 stallAtUs = 0;
        qint64 stallUs = 0;
        qint64 endUs() const { return startUs + durationUs + stallUs; }
        qint64 currentAt(qint64 us) const;
    };
    struct Plan
    {
        qint64 startUs;
        qint64 regionsUs; ///< when its regions are known
        qint64 endUs;
        std::vector<Region> regions;
    };

    void planAccount(Dice &dice, const CollectAccount &account, qint64 lengthUs);
    void planStall(Dice &dice);
    void planFailure(Dice &dice);
    std::vector<ProgressPart> collectParts(qint64 us) const;
    std::vector<ProgressPart> cleanupParts(qint64 us) const;

    std::string m_workflow;
    std::string m_task;
    std::vector<CollectAccount> m_accounts;
    std::vector<Plan> m_plans; ///< one an account
    Failure m_failure;
    qint64 m_startUs;
    qint64 m_collectEndUs = 0;
    qint64 m_endUs = 0;
};

} // namespace eventscope
