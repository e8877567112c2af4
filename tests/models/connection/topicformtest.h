// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Which topics a form takes, and what they are made of.
class TopicFormTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void topicPatternsAreCheckedPartByPart_data();
    void topicPatternsAreCheckedPartByPart();
    void listsHaveMembersAndMayBeLong();
    void prefixesAreTakenWhereSomeServersTakeThem_data();
    void prefixesAreTakenWhereSomeServersTakeThem();
};
