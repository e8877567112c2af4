#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A VoIPBIN event server written from its specification alone, to stand in the place of the real one.

It shares nothing with the demo hub of the program. The first line on standard output is the port; after that, with
--verbose, one JSON line for each thing that a client asked for. Debian's python3-websockets is all it needs.

  voipbin_server.py --port 0 --events 500 --rate 1000            the documented protocol
  voipbin_server.py --deployed [--wrapped]                       what the servers on the Internet really do
"""
import argparse
import asyncio
import collections
import datetime
import http
import itertools
import json
import signal
import sys
import time
import urllib.parse
import uuid

import websockets
import websockets.legacy.server  # the interface that Debian 12 and 13 both have

RESOURCES = ("call", "message", "activeflow", "conference", "queue", "agent", "recording", "transcription")
NEVER = "9999-01-01T00:00:00.000000Z"


def now():
    return datetime.datetime.utcnow().isoformat(timespec="microseconds") + "Z"


def payload(resource, number, owner, scope):
    """The data of one event: (event type, resource id, object), shaped like the examples of the specification."""
    ids = [str(uuid.uuid5(uuid.NAMESPACE_OID, f"{resource}-{number // 3}-{n}")) for n in range(4)]
    step = number % 3
    tel = {"type": "tel", "target": "+1555%07d" % (number % 10_000_000)}
    if resource == "call":
        if step == 0:
            data = {"id": ids[0], "customer_id": owner, "direction": "inbound", "source": tel,
                    "destination": {"type": "tel", "target": "+15559876543"}, "status": "ringing", "tm_create": now()}
            return "call.created", ids[0], data
        status = ("answered", "ended")[step - 1]
        data = {"id": ids[0], "status": status, "previous_status": ("ringing", "answered")[step - 1], "tm_update": now()}
        return ("call.status", "call.ended")[step - 1], ids[0], data
    if resource == "message":
        if step == 2:
            return "message.delivery", ids[0], {"id": ids[0], "status": "delivered", "tm_update": now()}
        kind = ("message.received", "message.sent")[step]
        return kind, ids[0], {"id": ids[0], "customer_id": owner, "direction": "inbound", "source": tel,
                              "text": "Hello, I need help with my order \u2709 \u00e9\u4f60", "tm_create": now()}
    if resource == "activeflow":
        if step == 2:
            return "activeflow.completed", ids[0], {"id": ids[0], "flow_id": ids[1], "status": "completed",
                                                    "result": "success", "tm_end": now()}
        action = {"id": ids[2 + step], "type": ("play", "connect")[step], "name": ("welcome_message", "sales")[step]}
        return "activeflow.updated", ids[0], {"id": ids[0], "flow_id": ids[1], "status": "executing",
                                              "current_action": action, "tm_update": now()}
    if resource == "queue":
        kind = ("queue.joined", "queue.connected", "queue.left")[step]
        return kind, ids[0], {"queue_id": ids[0], "call_id": ids[1], "position": 3, "estimated_wait": 120, "tm_join": now()}
    if resource == "conference":
        kind = ("conference.joined", "conference.left", "conference.ended")[step]
        return kind, ids[0], {"conference_id": ids[0], "call_id": ids[1], "participant_count": 3 - step, "tm_join": now()}
    if resource == "agent":
        agent = owner if scope == "agent_id" else ids[0]
        return "agent.status", agent, {"agent_id": agent, "status": ("available", "busy")[number % 2],
                                       "previous_status": ("busy", "available")[number % 2], "tm_update": now()}
    if resource == "recording":
        return "recording.completed", ids[0], {"id": ids[0], "call_id": ids[1], "duration": 300, "format": "wav",
                                               "size": 2400000, "tm_complete": now()}
    return "transcription.completed", ids[0], {"id": ids[0], "call_id": ids[1], "text": "hello", "tm_complete": now()}


def bare_call(number, customer):
    """A call as the deployed servers send it: no event type, its own `type`, the year 9999 for `not yet`."""
    status = ("ringing", "progressing", "hangup")[number % 3]
    call = {"id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"deployed-{number // 3}")), "customer_id": customer, "owner_type": "",
            "owner_id": "00000000-0000-0000-0000-000000000000", "type": "flow",
            "source": {"type": "tel", "target": "+15551234567", "target_name": "", "name": "", "detail": ""},
            "status": status, "direction": "incoming", "tm_progressing": NEVER if status == "ringing" else now(),
            "tm_hangup": now() if status == "hangup" else NEVER, "tm_create": now(), "tm_update": now(), "tm_delete": NEVER}
    return "call_" + status, call


class Server:
    def __init__(self, options):
        self.options = options

    def note(self, **what):
        if self.options.verbose:
            print(json.dumps(what), flush=True)

    async def check_token(self, path, headers):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(path).query)
        given = (query.get("token") or query.get("accesskey") or [headers.get("Authorization", "").removeprefix("Bearer ")])[0]
        self.note(request=urllib.parse.urlsplit(path).path, token=bool(given))
        if urllib.parse.urlsplit(path).path != "/v1.0/ws":
            return http.HTTPStatus.NOT_FOUND, [], b"not here\n"
        if self.options.token is not None and given != self.options.token:
            body = {"error": {"status": "UNAUTHENTICATED", "reason": "INVALID_CREDENTIALS", "message": "no", "request_id": "1"}}
            return http.HTTPStatus.UNAUTHORIZED, [("Content-Type", "application/json")], json.dumps(body).encode()
        return None

    def verdict(self, topic):
        """None, or the error code of the specification."""
        parts = topic.split(":") if isinstance(topic, str) else []
        if len(parts) != 4 or parts[0] not in ("customer_id", "agent_id") or "" in parts or parts[2] not in RESOURCES:
            return "INVALID_TOPIC"
        if any("*" in part for part in parts[:3]) or ("*" in parts[3] and parts[3] != "*"):
            return "INVALID_TOPIC"
        return "PERMISSION_DENIED" if any(d in topic for d in self.options.deny) else None

    async def answer(self, socket, text, patterns, recent):
        try:
            message = json.loads(text)
            action, topics = message["type"], message["topics"]
            assert action in ("subscribe", "unsubscribe") and isinstance(topics, list) and topics
        except (ValueError, KeyError, TypeError, AssertionError):
            error = {"type": "error", "action": "subscribe", "topics": [], "code": "INVALID_MESSAGE", "message": "Not understood"}
            await socket.send(json.dumps(error))
            return
        self.note(action=action, topics=topics)
        recent.append(time.monotonic())
        refused = collections.defaultdict(list)
        accepted = []
        flooded = self.options.limit and sum(t > recent[-1] - 1 for t in recent) > self.options.limit
        for topic in topics:
            code = "RATE_LIMITED" if flooded else self.verdict(topic)
            (refused[code] if code else accepted).append(topic)
        if accepted:
            for topic in accepted:
                if action == "unsubscribe":
                    patterns.pop(topic, None)
                else:
                    patterns[topic] = topic.split(":")
            await socket.send(json.dumps({"type": "ack", "action": action, "topics": accepted, "status": "success"}))
        for code, bad in refused.items():
            error = {"type": "error", "action": action, "topics": bad, "code": code, "message": f"{code}: refused"}
            await socket.send(json.dumps(error, indent=2 if self.options.pretty else None))

    async def answer_deployed(self, socket, text, patterns):
        if isinstance(text, bytes):
            socket.transport.close()
            return
        try:
            message = json.loads(text)
            topics = [str(topic) for topic in message.get("topics") or []]
        except (ValueError, AttributeError, TypeError):
            return
        self.note(action=message.get("type"), topics=topics)
        for topic in topics:
            parts = topic.split(":")
            try:
                uuid.UUID(parts[1])
                if parts[0] not in ("customer_id", "agent_id") or any(d in topic for d in self.options.deny):
                    raise ValueError(topic)
            except (ValueError, IndexError):
                socket.transport.close()  # TCP only: no close frame, as gorilla's Close() does it
                return
        for topic in topics:
            if message.get("type") == "subscribe":
                patterns[topic] = topic.split(":")
            elif message.get("type") == "unsubscribe":
                patterns.pop(topic, None)

    def frames(self, number, patterns):
        """The frames of one event: one as documented, or as many as published topics match a prefix."""
        if self.options.deployed:
            customer = next((p[1] for p in patterns.values() if p[0] == "customer_id"), str(uuid.uuid4()))
            kind, call = bare_call(number, customer)
            frame = json.dumps({"data": call, "type": kind} if self.options.wrapped else call, separators=(",", ":"))
            scope = f"customer_id:{customer}:call"
            return [frame for topic in (f"{scope}:{call['id']}", f"{scope}:{kind}:{call['id']}")
                    if any(topic.startswith(prefix) for prefix in patterns)]
        scope, owner, resource, wanted = list(patterns.values())[number % len(patterns)]
        kind, ident, data = payload(resource, number, owner, scope)
        if wanted != "*":
            data = {key: wanted if value == ident else value for key, value in data.items()}
            ident = wanted
        event = {"event_type": kind, "timestamp": now(), "topic": f"{scope}:{owner}:{resource}:{ident}", "data": data}
        return [json.dumps(event, ensure_ascii=False, indent=2 if self.options.pretty else None)]

    async def send_events(self, socket, patterns):
        sent, began = 0, None
        for number in itertools.count():
            while not patterns:
                began = None
                await asyncio.sleep(0.005)
            for frame in self.frames(number, patterns):
                await socket.send(frame)
                sent += 1
            if self.options.drop_after and sent >= self.options.drop_after:
                socket.transport.close()
            if self.options.events and number + 1 >= self.options.events:
                self.note(sent=sent)
                return
            if self.options.rate:
                began = began or time.monotonic() - number / self.options.rate
                await asyncio.sleep(max(0, began + (number + 1) / self.options.rate - time.monotonic()))

    async def serve(self, socket, path=None):
        patterns, recent = {}, collections.deque(maxlen=100)
        sender = asyncio.create_task(self.send_events(socket, patterns))
        try:
            async for text in socket:
                if self.options.deployed:
                    await self.answer_deployed(socket, text, patterns)
                else:
                    await self.answer(socket, text, patterns, recent)
        except websockets.ConnectionClosed:
            pass
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
            self.note(gone=True)

    async def run(self):
        stop = asyncio.get_running_loop().create_future()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, lambda: stop.done() or stop.set_result(None))
        async with websockets.legacy.server.serve(self.serve, "127.0.0.1", self.options.port, process_request=self.check_token,
                                    ping_interval=10, ping_timeout=60, compression=None) as server:
            print(server.sockets[0].getsockname()[1], flush=True)
            await stop


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--events", type=int, default=0, help="events a connection, then silence (0: no end)")
    parser.add_argument("--rate", type=float, default=20, help="events a second (0: as fast as it goes)")
    parser.add_argument("--token", help="the only token that is let in; otherwise 401")
    parser.add_argument("--deny", action="append", default=[], metavar="TEXT", help="refuse topics that contain this")
    parser.add_argument("--limit", type=int, default=0, help="requests a second before RATE_LIMITED (0: no limit)")
    parser.add_argument("--drop-after", type=int, default=0, metavar="N", help="cut the connection after N events")
    parser.add_argument("--pretty", action="store_true", help="pretty-printed frames")
    parser.add_argument("--deployed", action="store_true", help="as the real servers behave, not as documented")
    parser.add_argument("--wrapped", action="store_true", help="with --deployed: the older {data, type} shape")
    parser.add_argument("--verbose", action="store_true", help="say what clients ask for")
    asyncio.run(Server(parser.parse_args()).run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
