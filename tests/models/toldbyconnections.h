// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionmodel.h"

#include <utility>

namespace eventscope {

/// What a ConnectionModel tells, in order, as words.
class Told final : public QObject
{
public:
    explicit Told(ConnectionModel *model)
    {
        using namespace Qt::StringLiterals;
        using M = ConnectionModel;
        connect(model, &M::profilesChanged, this, [this] { words << u"save"_s; });
        connect(model, &M::connectionAdded, this, [this](auto id) { words << u"added "_s + id; });
        connect(model, &M::connectionRemoved, this,
                [this](auto id) { words << u"removed "_s + id; });
        connect(model, &M::subscriptionsReset, this,
                [this](auto id) { words << u"reset "_s + id; });
        connect(model, &M::subscriptionChanged, this, [this](auto id, int position) {
            words << u"changed "_s + id + u' ' + QString::number(position);
        });
        connect(model, &M::openRequested, this,
                [this](const ConnectionProfile &one) { words << u"open "_s + one.id; });
        connect(model, &M::closeRequested, this, [this](auto id) { words << u"close "_s + id; });
        connect(model, &M::forgetRequested, this, [this](auto id) { words << u"forget "_s + id; });
        connect(model, &M::subscribeRequested, this, [this](auto id, const Subscription &one) {
            words << u"subscribe "_s + id + u' ' + one.pattern
                    + (one.paused ? u" paused"_s : u""_s);
        });
        connect(model, &M::unsubscribeRequested, this, [this](auto id, auto pattern) {
            words << u"unsubscribe "_s + id + u' ' + pattern;
        });
        connect(model, &M::secretsGiven, this,
                [this](auto id, const OptionValues &secrets, bool keep) {
                    words << u"secrets "_s + id + u' ' + secrets.keys().join(u',')
                            + (keep ? u" keep"_s : u""_s);
                });
    }
    QStringList take() { return std::exchange(words, {}); }

    QStringList words;
};

} // namespace eventscope
