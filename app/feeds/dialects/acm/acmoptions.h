// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

namespace eventscope {

/// The settings of a connection to Kafka; what they mean to librdkafka is in kafkasettings.h.
QVector<Option> acmOptions();

} // namespace eventscope
