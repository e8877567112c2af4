// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace eventscope {

/// Notices that segments that nobody writes any more were cut short or removed, while somebody has
/// their rows. Owned by who loaded them; one thread.
class SegmentWatch
{
public:
    struct Damage
    {
        quint32 segment = 0;
        bool gone = false; ///< else it is shorter than it was
    };

    /// Its lines were read up to `length`. In ascending order; what is said last of one counts.
    void add(quint32 segment, quint64 length);
    /// What limits removed is no damage.
    void forgetUpTo(quint32 segment);
    /// Looks at some of them, so that a capture of thousands costs each look the same, but not at
    /// `writtenOn`. Each damage is told once.
    std::vector<Damage> look(const QString &folder, quint32 writtenOn);

private:
    struct Known
    {
        quint32 segment = 0;
        quint64 length = 0;
    };
    std::vector<Known> m_known;
    size_t m_next = 0; ///< of them, to be looked at
};

} // namespace eventscope
