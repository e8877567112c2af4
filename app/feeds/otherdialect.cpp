// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/otherdialect.h"

#include "app/feeds/dialectdetect.h"
#include "app/feeds/dialectregistry.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostFrames = 3;
constexpr size_t mostBytes = 64 << 10;
/// Below this it may be an accident.
constexpr int noDoubt = 85;

} // namespace

void OtherDialect::begin(const DialectInfo &chosen, const QUrl &url)
{
    if (m_chosen != chosen.id || m_url != url)
        m_remark.clear();
    m_chosen = chosen.id;
    m_title = chosen.title;
    m_url = url;
    m_frames.clear();
    m_framesLeft = !m_remark.isEmpty() || m_chosen == u"json" ? 0 : mostFrames;
}

QString OtherDialect::heard(const FrameView &frame)
{
    if (frame.binary || frame.bytes.empty() || frame.bytes.size() > mostBytes)
        return {};
    --m_framesLeft;
    m_frames.emplace_back(frame.bytes);
    // The URL and the sub-protocol are what was chosen, and tell nothing of the server.
    const DetectedDialect found = detectDialect(m_frames, {}, {});
    if (found.dialect == m_chosen)
        m_framesLeft = 0;
    if (found.confidence < noDoubt || found.dialect == m_chosen || found.dialect == u"json")
        return {};
    const Dialect *other = dialectById(found.dialect);
    if (!other)
        return {};
    m_framesLeft = 0;
    m_remark =
        QCoreApplication::translate("OtherDialect",
                                    "this looks like %1, not %2: switch? Choose %1 as the system "
                                    "of the connection (record: --dialect %3). %4")
            .arg(other->info().title, m_title, other->info().id, found.why);
    return m_remark;
}

} // namespace eventscope
