// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What NoticeModel makes a notice of, and in which words it tells it.
class NoticeTextsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wantsWhatAPersonShouldBeTold_data();
    void wantsWhatAPersonShouldBeTold();
    void ownRowsBecomeSentences_data();
    void ownRowsBecomeSentences();
    void eventsThatFailAreQuoted_data();
    void eventsThatFailAreQuoted();
    void listsBeginWithWhatDiffers_data();
    void listsBeginWithWhatDiffers();
    void textsArePlain();
    void screenReadersHearTheState();
};
