// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventbatch.h"

#include <string>
#include <string_view>

namespace eventscope {

// One batch in a file of the spill: a frame of its length, a CRC-32C over everything else, and the
// batch as it was in memory, in the byte order and layout of this machine. Such a file lives for
// minutes; who finds one after a crash is the same program.

/// Appends the frame of one batch.
void appendSpillRecord(std::string &out, const EventBatch &batch);

/// What is at the front of some bytes of such a file.
struct SpillFrame
{
    enum class State : quint8 {
        Whole,
        Damaged, ///< its length can be believed, nothing else
        Torn ///< no frame, or not all of one
    };
    State state = State::Torn;
    size_t length = 0; ///< of the whole frame, where not torn
    std::string_view content; ///< checked by its CRC, where whole
};
SpillFrame spillFrameAt(std::string_view bytes);

/// What every frame begins with; the text of an event may have it too.
inline constexpr std::string_view spillMagic = "Esp1";
/// How many bytes hold the length of a frame.
inline constexpr size_t spillHeaderBytes = 32;
/// No frame is longer: the largest message, as base64, and some.
inline constexpr size_t maxSpillFrame = size_t(512) << 20;
/// Of a frame that begins with these bytes; 0: none does.
size_t spillFrameLength(std::string_view header);

/// Makes the batch anew. False where the content is none of ours, whatever its checksum says: every
/// number in it is checked.
bool readSpillRecord(std::string_view content, EventBatch &batch);

} // namespace eventscope
