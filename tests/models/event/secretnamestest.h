// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What is known as a secret: by the name of its member, or by its form.
class SecretNamesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void secretsAreKnownHoweverTheirNameIsWritten_data();
    void secretsAreKnownHoweverTheirNameIsWritten();
    void secretsAreKnownByTheirForm_data();
    void secretsAreKnownByTheirForm();
    void wordsInNamesAreLimitedInAnyWay();
    void namesAreComparedAsFileNamesAre();
    void listsOfNamesAreReadAsPeopleWriteThem();
};
