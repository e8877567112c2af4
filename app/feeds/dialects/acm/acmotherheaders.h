// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafkarecord.h"

#include <array>
#include <string>

namespace eventscope {

class AcmExtensions;

/// The headers of a record that became no attribute as they came: kept in one, `kafkaheaders`,
/// whose text is JSON, in their order: `[{"trace":"1"},{"raw":{"base64":"AP8="}},{"none":null}]`. A
/// text, because CloudEvents knows no other attributes, and because their names would pass for
/// those of attributes. Those that have no room there are counted in `kafkaheadersleft`. Usual
/// records of ACM have none of either, and cost a few bits. Part of an AcmRecord and reused.
class AcmOtherHeaders
{
public:
    /// Attributes that there is one of: the last header that is one counts.
    enum class Only : quint8 { ContentType, Version, Id, Type, Time, Source, Subject };

    /// The record must stay alive until the next.
    void start(const KafkaRecord &record)
    {
        m_record = &record;
        m_became = 0;
        m_only = {};
    }
    /// `index` counts the headers that are looked at.
    void became(size_t index) { m_became |= bitOf(index); }
    void became(Only attribute, size_t index)
    {
        quint64 &only = m_only[size_t(attribute)];
        m_became &= ~only;
        only = bitOf(index);
        m_became |= only;
    }
    /// What a header became has no room, or had to be changed.
    void becameNone(Only attribute) { m_became &= ~m_only[size_t(attribute)]; }
    void addTo(AcmExtensions &extensions);

private:
    static constexpr quint64 bitOf(size_t index) { return quint64(1) << index; }
    bool hasBecome(size_t index) const;
    bool append(const KafkaHeader &header, size_t room);

    const KafkaRecord *m_record = nullptr;
    quint64 m_became = 0; ///< a bit for each header that is looked at
    std::array<quint64, 7> m_only{}; ///< the bit of the header that counts
    std::string m_json; ///< escaped
    std::string m_member;
};

} // namespace eventscope
