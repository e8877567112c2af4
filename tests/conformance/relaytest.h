// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedsettings.h"

#include <QObject>

/// E8: networks that are slow, cut everything up, stand still in the middle of something, or break,
/// which need no other kernel: a relay in between does it. With either client.
class RelayTest final : public QObject
{
    Q_OBJECT
public:
    explicit RelayTest(const eventscope::FeedSettings &settings) : m_settings(settings) { }

private Q_SLOTS:
    void everythingArrivesHoweverItIsCutAndDelayed_data();
    void everythingArrivesHoweverItIsCutAndDelayed();
    void whoStandsStillHoldsNobodyUpAndLosesNothing_data();
    void whoStandsStillHoldsNobodyUpAndLosesNothing();
    void halfOfAMessageIsNoMessage_data();
    void halfOfAMessageIsNoMessage();
    void answersThatGetLostEndTheConnection();

private:
    const eventscope::FeedSettings m_settings;
};
