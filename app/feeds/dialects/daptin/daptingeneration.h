// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>

namespace eventscope {

/// The wire of Daptin's `/live` changed twice, each time without a word to old clients
/// (protocols.md 3). What tells them apart is in DaptinRecognition.
enum class DaptinGeneration : quint8 {
    Unknown,
    A, ///< until April 2024: attribute `topic`, `list-topic`, no answers
    B, ///< until v0.11.3: attribute `topicName`, `list-topicName`, data mostly base64, no answers
    C ///< since v0.11.4: `{"type":"session|response|event|pong"}`, everything but success of a
      ///< message is answered
};

/// `A`: as it is kept in memory() and in profiles.
QString daptinGenerationName(DaptinGeneration generation);
DaptinGeneration daptinGenerationFromName(const QString &name);
/// For a person: "Daptin v0.11.4 or later".
QString daptinGenerationText(DaptinGeneration generation);

} // namespace eventscope
