// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/otherdialect.h"

#include "app/feeds/dialectdetect.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialecttraces.h"
#include "app/feeds/handshakeoptions.h"

#include <QCoreApplication>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostFrames = 10;
constexpr size_t judgedTogether = 3;
constexpr size_t mostBytes = 64 << 10;
/// Below this it may be an accident.
constexpr int noDoubt = 85;
constexpr int enoughStrangers = 5;
constexpr int enoughSeen = 2;

const QString anyJson = u"json"_s;

/// The user said more than where the server is and how to log in.
bool isTuned(const DialectInfo &dialect, const OptionValues &values)
{
    static const QStringList address{u"url"_s,          u"token"_s,   u"auth"_s, u"tokenkey"_s,
                                     furtherHeadersKey, webSocketKey, proxyKey, maxMessageKey};
    return std::any_of(
        dialect.options.begin(), dialect.options.end(), [&values](const Option &option) {
            return !address.contains(option.key)
                && values.value(option.key, option.defaultValue) != option.defaultValue;
        });
}

} // namespace

void OtherDialect::decline(const QStringList &dialects)
{
    m_declined = dialects;
    if (dialects.contains(m_speaks))
        takeBack();
}

void OtherDialect::takeBack()
{
    m_remark.clear();
    m_speaks.clear();
}

void OtherDialect::begin(const DialectInfo &chosen, const OptionValues &values, const QUrl &url)
{
    if (m_chosen != chosen.id || m_url != url)
        takeBack();
    m_chosen = chosen.id;
    m_title = chosen.title;
    m_takesAny = chosen.catchAll;
    m_url = url;
    m_first.clear();
    m_strangers = 0;
    m_seen.clear();
    const bool knowing = m_takesAny && isTuned(chosen, values);
    m_framesLeft = !m_remark.isEmpty() || knowing ? 0 : mostFrames;
}

QString OtherDialect::heard(const FrameView &frame)
{
    if (frame.binary || frame.bytes.empty() || frame.bytes.size() > mostBytes)
        return {};
    --m_framesLeft;
    if (m_takesAny)
        hearAsAny(frame.bytes);
    else
        hear(frame.bytes);
    return m_remark;
}

void OtherDialect::hear(std::string_view frame)
{
    // The URL and the sub-protocol are what was chosen, and tell nothing of the server.
    if (m_first.size() < judgedTogether) {
        m_first.emplace_back(frame);
        const DetectedDialect found = detectDialect(m_first, {}, {});
        if (found.dialect == m_chosen) {
            m_framesLeft = 0;
            return;
        }
        if (found.confidence >= noDoubt && found.dialect != anyJson)
            return propose(found.dialect, found.why);
    }
    switch (tracesOf(m_chosen, frame)) {
    case DialectTrace::NoObject:
        return;
    case DialectTrace::Some:
        m_framesLeft = 0;
        return;
    case DialectTrace::None:
        break;
    }
    const DetectedDialect found = detectDialect({std::string(frame)}, {}, {});
    m_strangers += found.dialect == anyJson;
    if (m_strangers == enoughStrangers)
        propose(anyJson, found.why);
}

void OtherDialect::hearAsAny(std::string_view frame)
{
    const DetectedDialect found = detectDialect({std::string(frame)}, {}, {});
    if (found.dialect == m_chosen || found.confidence < noDoubt)
        return;
    if (++m_seen[found.dialect] == enoughSeen)
        propose(found.dialect, found.why);
}

void OtherDialect::propose(const QString &dialect, const QString &why)
{
    m_framesLeft = 0;
    const Dialect *other = dialectById(dialect);
    if (!other || m_declined.contains(dialect))
        return;
    m_speaks = dialect;
    const char *words = dialect == anyJson
        ? "this does not look like %2: switch? Choose “%1” as the system of the connection. %3"
        : "this looks like %1, not %2: switch? Choose %1 as the system of the connection. %3";
    m_remark =
        QCoreApplication::translate("OtherDialect", words).arg(other->info().title, m_title, why);
}

} // namespace eventscope
