// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What FilterSearches puts together from sets is what a search of all rows would find.
class RandomSearchesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reusedAnswersAreThoseOfAFreshSearch_data();
    void reusedAnswersAreThoseOfAFreshSearch();
};
