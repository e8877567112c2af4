// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Places mean something in the cluster that they are of, and in no other one.
class KafkaClusterTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anotherClusterBeginsAsANewConnectionAndSaysSo_data();
    void anotherClusterBeginsAsANewConnectionAndSaysSo();
    void theSameClusterAtAnotherAddressIsReadOn();
    void aClusterThatIsExchangedBehindItsAddressIsNoticed_data();
    void aClusterThatIsExchangedBehindItsAddressIsNoticed();
    void aClusterThatDoesNotSayWhichOneItIsIsReadOn();
};
