// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace eventscope {

/// Names that lead nowhere, as the server of names says it: one of our own, in a network that only
/// this test has.
class HostNameTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nameOfNothingIsToldAndTriedAgain();
    void nameIsTriedAtOnceWhenTheNetworkIsBack();
};

} // namespace eventscope
