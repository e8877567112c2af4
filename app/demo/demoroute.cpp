// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoroute.h"

#include <QUuid>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr auto workspaces = "/api/workspaces/"_L1;

QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    default:
        return "Upgrade Required";
    }
}

DemoRoute refused(int status, const QByteArray &body)
{
    DemoRoute route;
    route.refusal = status;
    route.body = body;
    return route;
}

/// Where a wrong token is refused before there is a WebSocket.
DemoRoute admittedOr401(DemoRoute::Voice voice, bool denied)
{
    if (denied)
        return refused(401,
                       R"({"error":{"status":"UNAUTHENTICATED","reason":"INVALID_CREDENTIALS",)"
                       R"("message":"The token is not valid.","request_id":"demo"}})");
    DemoRoute route;
    route.voice = voice;
    return route;
}

} // namespace

DemoRoute DemoRoute::of(const RequestHead &request)
{
    if (request.hasForeignOrigin() || request.hasForeignHost())
        return refused(403, "This hub answers programs and pages of this machine only.\n");
    const bool denied = request.credentials().contains("denied");
    DemoRoute route;
    route.denied = denied;
    if (request.path == u"/v1.0/ws" || request.path == u"/v1.0/service_agents/ws") {
        route = admittedOr401(Voice::VoipbinDocumented, denied);
    } else if (request.path == u"/deployed/v1.0/ws") {
        route = admittedOr401(Voice::VoipbinDeployed, denied);
    } else if (request.path == u"/sensors") {
        route = admittedOr401(Voice::Sensors, denied);
    } else if (request.path == u"/events") {
        route.voice = Voice::FixCore;
    } else if (request.path == u"/websocket") {
        route.voice = Voice::Zaikio;
    } else if (request.path == u"/live") {
        const QString generation = request.query.queryItemValue(u"generation"_s);
        const bool old = generation == u"A" || generation == u"B";
        // Until v0.11.3 a client without an Origin is none.
        if (old && request.header("origin").isEmpty())
            return refused(403, "");
        route.voice = old ? Voice::OldDaptin : Voice::Daptin;
    } else if (request.path.startsWith(workspaces) && request.path.endsWith("/events"_L1)) {
        const QString id = request.path.mid(workspaces.size()).chopped(7);
        if (QUuid::fromString(id).isNull() && id != QUuid().toString(QUuid::WithoutBraces))
            return refused(403, "The workspace id is no UUID.\n");
        route.voice = Voice::FixBackend;
    } else {
        return refused(404,
                       "The demo hub speaks at /v1.0/ws, /deployed/v1.0/ws, "
                       "/api/workspaces/<uuid>/events, /events, /websocket, /live and /sensors.\n");
    }
    if (route.refusal == 0 && !request.wantsWebSocket())
        return refused(426, "This address speaks WebSocket only.\n");
    return route;
}

QByteArray DemoRoute::refusalResponse() const
{
    const bool json = body.startsWith('{');
    QByteArray response =
        "HTTP/1.1 " + QByteArray::number(refusal) + ' ' + reasonPhrase(refusal) + "\r\n";
    if (refusal == 426)
        response += "Upgrade: websocket\r\n";
    return response + "Content-Type: " + (json ? "application/json" : "text/plain; charset=utf-8")
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n"
        + body;
}

} // namespace eventscope
