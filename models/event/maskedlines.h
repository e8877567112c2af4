// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/fieldmask.h"
#include "models/event/linesource.h"
#include "models/event/masksweep.h"

namespace eventscope {

/// What FieldMasks may have beside ids: the mask of all connections that are not in it.
inline constexpr QLatin1String otherConnections{"*"};

/// Lines as they may be shown: those of another source, with the secrets of their connections
/// masked. Everything that leaves the program or reaches the screen is read through one of these;
/// only searching reads the lines as they are, which is faster and shows nothing. Owns neither; as
/// safe on several threads as its source, while nobody calls a setter.
class MaskedLines final : public LineSource
{
public:
    explicit MaskedLines(const LineSource *lines = nullptr, const FieldMasks &masks = {});

    void setSource(const LineSource *lines) { m_lines = lines; }
    const LineSource *source() const { return m_lines; }
    void setMasks(const FieldMasks &masks);
    const FieldMasks &masks() const { return m_masks; }
    /// The mask of one connection, by its id.
    const FieldMask &maskOfConnection(std::string_view id) const;
    /// Whether anything of anybody is.
    bool isMasking() const { return m_hidesAny; }
    /// Whether firstToMask() is worth asking; if not, every line has to be read by itself.
    bool canSweep() const { return !m_hidesAny || m_sweep.isUsable(); }
    /// Where in these raw lines, whosever they are, the first one is that may have something to
    /// mask; npos: none has.
    size_t firstToMask(std::string_view lines, size_t from = 0) const
    {
        return m_hidesAny ? m_sweep.next(lines, from) : std::string_view::npos;
    }

    std::string_view line(const EventRecord &record, std::string &scratch) const override;
    /// The same of a line that was read elsewhere; it may stand in `scratch`.
    std::string_view masked(std::string_view line, std::string &scratch) const;
    bool isAtHand(const EventRecord &record) const override
    {
        return !m_lines || m_lines->isAtHand(record);
    }
    std::string origin(const EventRecord &record) const override
    {
        return m_lines ? m_lines->origin(record) : std::string();
    }

private:
    const FieldMask &maskOf(std::string_view line) const;

    const LineSource *m_lines = nullptr;
    FieldMasks m_masks;
    std::vector<std::pair<std::string, FieldMask>> m_bySource; ///< `/1a2b3c4d`
    FieldMask m_others; ///< of all other sources
    bool m_hidesAny = false;
    MaskSweep m_sweep; ///< for all of them
};

} // namespace eventscope
