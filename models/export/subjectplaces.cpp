// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/subjectplaces.h"

#include <QFile>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr quint64 slotsAtOnce = 4096; ///< when all of them are gone over

QByteArray temporaryFolder()
{
    const QByteArray chosen = qgetenv("TMPDIR");
    return chosen.isEmpty() ? QByteArray("/var/tmp") : chosen; // large, and surely not in memory
}

/// A file that is gone when it is closed. 0 or errno.
int makeNameless(FileHandle &file)
{
    const QString folder = QFile::decodeName(temporaryFolder());
    if (file.open(folder, O_RDWR | O_TMPFILE | O_EXCL, 0600) == 0)
        return 0;
    QByteArray name = temporaryFolder() + "/eventscope-XXXXXX";
    const int made = ::mkostemp(name.data(), O_CLOEXEC);
    if (made < 0)
        return errno;
    const int code = file.open(QFile::decodeName(name), O_RDWR);
    ::close(made);
    ::unlink(name.constData());
    return code;
}

} // namespace

SubjectPlaces::SubjectPlaces(quint64 mostInMemory)
    : m_mostInMemory(mostInMemory), m_memory(size_t(1) << m_bits)
{ }

Result<SubjectPlaces::Place> SubjectPlaces::exchange(const Place &now)
{
    quint64 slot = 0;
    Place before;
    int code = find(now.key, slot, before);
    if (code == 0)
        code = write(slot, now);
    if (code == 0 && before.key == 0 && ++m_used * 2 > quint64(1) << m_bits)
        code = grow();
    if (code != 0)
        return Error{u"Cannot keep in %1 where the last event of each subject is: %2"_s.arg(
            QFile::decodeName(temporaryFolder()), systemError(code))};
    return before;
}

/// The slot of the key, or the free one where it belongs; `found` is what is in it.
int SubjectPlaces::find(quint64 key, quint64 &slot, Place &found) const
{
    const quint64 mask = (quint64(1) << m_bits) - 1;
    slot = slotOf(key);
    if (!m_memory.empty()) {
        while (m_memory[slot].key != 0 && m_memory[slot].key != key)
            slot = (slot + 1) & mask;
        found = m_memory[slot];
        return 0;
    }
    std::array<Place, 4> some;
    for (size_t i = some.size();; ++i, slot = (slot + 1) & mask) {
        if (i >= some.size() || slot == 0) {
            size_t got = 0;
            some = {}; // behind the end nothing was written yet
            i = 0;
            if (const int code = m_file.readAt(slot * sizeof(Place),
                                               reinterpret_cast<char *>(some.data()), sizeof some,
                                               got))
                return code;
        }
        if (some[i].key == 0 || some[i].key == key) {
            found = some[i];
            return 0;
        }
    }
}

int SubjectPlaces::write(quint64 slot, const Place &place)
{
    if (!m_memory.empty()) {
        m_memory[slot] = place;
        return 0;
    }
    return m_file.writeAt(slot * sizeof(Place),
                          {reinterpret_cast<const char *>(&place), sizeof place});
}

int SubjectPlaces::readSome(quint64 from, std::vector<Place> &some) const
{
    some.assign(slotsAtOnce, {});
    if (!m_memory.empty()) {
        std::copy_n(m_memory.begin() + qptrdiff(from), slotsAtOnce, some.begin());
        return 0;
    }
    size_t got = 0;
    return m_file.readAt(from * sizeof(Place), reinterpret_cast<char *>(some.data()),
                         slotsAtOnce * sizeof(Place), got);
}

/// Twice as many slots. They keep their order, so that a file is written from its beginning to its
/// end.
int SubjectPlaces::grow()
{
    SubjectPlaces larger(m_mostInMemory);
    larger.m_bits = m_bits + 1;
    larger.m_memory.clear();
    if (quint64(1) << larger.m_bits <= m_mostInMemory)
        larger.m_memory.resize(size_t(1) << larger.m_bits);
    else if (const int code = makeNameless(larger.m_file))
        return code;
    std::vector<Place> some;
    for (quint64 from = 0; from < quint64(1) << m_bits; from += slotsAtOnce) {
        if (const int code = readSome(from, some))
            return code;
        for (const Place &place : some) {
            quint64 slot = 0;
            Place none;
            int code = place.key == 0 ? 0 : larger.find(place.key, slot, none);
            if (place.key != 0 && code == 0)
                code = larger.write(slot, place);
            if (code != 0)
                return code;
        }
    }
    m_bits = larger.m_bits;
    m_memory = std::move(larger.m_memory);
    m_file = std::move(larger.m_file);
    return 0;
}

} // namespace eventscope
