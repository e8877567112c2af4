// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fixsession.h"

#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"

#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr auto python = JsonWriter::Style::Python;

} // namespace

FixSession::FixSession(DemoOutlet &outlet, bool denied) : DemoSession(outlet), m_denied(denied) { }

void FixSession::opened(const std::vector<CollectEvent> &trees)
{
    if (m_denied) {
        m_outlet.close(4401, u"Unauthorized"_s);
        return;
    }
    for (const CollectEvent &tree : trees)
        tellCollect(tree);
}

void FixSession::text(const QByteArray &frame, qint64 nowUs)
{
    Q_UNUSED(frame)
    Q_UNUSED(nowUs)
}

void FixSession::tellCollect(const CollectEvent &event)
{
    if (!m_denied && !event.kind.empty())
        m_outlet.sendEvent(event.backendFrame());
}

void FixSession::restart()
{
    m_outlet.close(1012, {});
}

std::vector<std::string> FixSession::loadFrames() const
{
    std::vector<std::string> frames;
    static constexpr std::array regions{"eu-central-1", "us-east-1", "us-west-2", "ap-south-1"};
    for (const char *region : regions) {
        if (m_denied)
            break;
        frames.push_back(
            JsonWriter(python)
                .text("type", "event")
                .raw("id", loadslot::quoted(loadslot::uniqueId))
                .raw("at", loadslot::quoted(loadslot::wholeTime))
                .text("publisher", "collect-and-sync")
                .text("kind", "collect-progress")
                .raw("data", loadProgress(region, R"("75aa05da-6695-11ee-a621-dad780437c54")"))
                .take());
    }
    return frames;
}

std::string loadProgress(const char *region, const std::string &quotedTask)
{
    const std::string part = JsonWriter(python)
                                 .text("kind", "progress")
                                 .text("name", region)
                                 .raw("path", R"(["collect", "aws", "development"])")
                                 .raw("current", loadslot::of(loadslot::sequence))
                                 .number("total", 9'999'999'999)
                                 .take();
    const std::string message = JsonWriter(python)
                                    .text("kind", "tree")
                                    .text("name", "collect")
                                    .raw("parts", '[' + part + ']')
                                    .take();
    return JsonWriter(python)
        .text("workflow", "collect")
        .raw("task", quotedTask)
        .raw("message", message)
        .take();
}

} // namespace eventscope
