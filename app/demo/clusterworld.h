// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/callworld.h"
#include "app/demo/collectrun.h"

#include <QtGlobal>
#include <string>

namespace eventscope {

// The clusters of the story and the people they belong to, as all systems know them. Values only.

struct ClusterOwner
{
    std::string id; ///< the reference id of the Daptin account
    std::string name;
    std::string email;
    std::string phone;
    std::string password; ///< its hash
    int contacts = 0; ///< how often one has called
    int version = 1;
    qint64 createdUs = 0;

    Party party() const { return {phone, name}; }
};

struct Cluster
{
    std::string id;
    std::string name; ///< "edge-berlin-3": every system has it
    std::string site; ///< "berlin"
    std::string hub; ///< "hub-eu"
    std::string region;
    std::string jobId; ///< Zaikio's
    std::string adminPassword;
    std::string joinToken;
    CollectAccount account;
    ClusterOwner *owner = nullptr;
    std::string status;
    std::string problem; ///< why it is not ready
    qint64 resources = 0; ///< that Fix will find in its account
    int version = 0; ///< of the Daptin row
    qint64 createdUs = 0;
};

} // namespace eventscope
