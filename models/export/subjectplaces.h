// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"
#include "models/event/result.h"

#include <vector>

namespace eventscope {

/// Where the last event of each subject is, for who passes over a capture and keeps nothing of it. A
/// table of half a million subjects is in memory; for more it moves into a file without a name
/// (in TMPDIR, else /var/tmp), so that a feed with a new subject in every event costs disk and no
/// memory. One thread.
class SubjectPlaces
{
public:
    struct Place
    {
        quint64 key = 0; ///< of the subject, never 0; hard to guess for who chooses the subjects
        quint64 place = 0; ///< as in EventRecord
        qint64 recordedUs = 0;
        quint32 lineLength = 0; ///< 0: there was none
        quint32 part = 0; ///< of the capture, for whoever asks
    };
    static_assert(sizeof(Place) == 32);

    static constexpr quint64 slotsInMemory = quint64(1) << 20;
    /// `mostInMemory` is a power of two.
    explicit SubjectPlaces(quint64 mostInMemory = slotsInMemory);

    /// Puts the place there and answers what was there before. The error says why that cannot be kept.
    Result<Place> exchange(const Place &now);
    bool isOnDisk() const { return m_file.isOpen(); }

private:
    quint64 slotOf(quint64 key) const { return key >> (64 - m_bits); }
    int find(quint64 key, quint64 &slot, Place &found) const;
    int write(quint64 slot, const Place &place);
    int grow();
    int readSome(quint64 from, std::vector<Place> &some) const;

    const quint64 m_mostInMemory;
    int m_bits = 12;
    quint64 m_used = 0;
    std::vector<Place> m_memory; ///< all slots, or none: they are in the file
    FileHandle m_file;
};

} // namespace eventscope
