#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Daptin `/live` in its three wire generations, for where the real one cannot be built.

Written from notes on the behaviour of the real servers, without a WebSocket library, because Daptin's own is peculiar: no Origin
is refused with 403 (A, B), two sub-protocols with 400, guests are let in and then closed with the illegal code 400, nothing is ever
pinged. It shares nothing with the program under test. The first line on standard output is the port; with --verbose, JSON lines follow.

  daptin_server.py --generation A|B|C [--token T] [--rate 200] [--drop-after 50]
"""
import argparse
import asyncio
import base64
import hashlib
import json
import signal
import sys
import time
import urllib.parse
import uuid

TABLES = ["user_account", "document", "world", "task", "task_task_id_has_usergroup_usergroup_id"]
KINDS = ["create", "update", "delete"]


def encoded(value):
    return base64.b64encode(json.dumps(value).encode()).decode()


class Client:
    def __init__(self, hub, reader, writer):
        self.hub, self.reader, self.writer = hub, reader, writer
        self.subscriptions = {}
        self.sent = 0
        self.said_at = time.monotonic()

    def frame(self, opcode, payload):
        head = bytes([0x80 | opcode])
        if len(payload) < 126:
            head += bytes([len(payload)])
        else:
            head += b"\x7e" + len(payload).to_bytes(2, "big")
        self.writer.write(head + payload)

    def say(self, value):
        self.said_at = time.monotonic()
        self.frame(1, (value if isinstance(value, str) else json.dumps(value)).encode())

    async def handshake(self):
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(lines[0].split()[1]).query)
        if self.hub.generation != "C" and "origin" not in headers:
            return self.refuse("403 Forbidden")
        if "," in headers.get("sec-websocket-protocol", ""):
            return self.refuse("400 Bad Request")
        accept = base64.b64encode(hashlib.sha1((headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        self.writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        token = headers.get("authorization", "").replace("Bearer ", "") or query.get("token", [""])[0]
        if self.hub.token and token != self.hub.token:
            self.say("unauthorized" if self.hub.generation == "A" else '{"message": "unauthorized"}')
            self.frame(8, (400).to_bytes(2, "big"))
            self.frame(8, (1000).to_bytes(2, "big"))
            return False
        return True

    def refuse(self, status):
        self.writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        return False

    async def read_frame(self):
        first, second = await self.reader.readexactly(2)
        size = second & 0x7F
        if size == 126:
            size = int.from_bytes(await self.reader.readexactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self.reader.readexactly(8), "big")
        mask = await self.reader.readexactly(4)
        payload = bytes(c ^ mask[i % 4] for i, c in enumerate(await self.reader.readexactly(size)))
        return first & 0x0F, payload

    async def run(self):
        if not await self.handshake():
            return
        if self.hub.generation == "C":
            self.say({"type": "session", "status": "open", "data": encoded({"user": str(uuid.uuid4()), "groups": [], "sessionId": 1})})
        self.hub.clients.append(self)
        while True:
            opcode, payload = await self.read_frame()
            if opcode == 8:
                self.frame(8, payload[:2])
                return
            if opcode == 9:
                # C gives itself 10 s for what it writes, from its last message on; a pong that comes later fails.
                if self.hub.generation == "C" and time.monotonic() > self.said_at + 10:
                    return
                self.frame(10, payload)
            elif opcode == 1:
                request = json.loads(payload)
                self.hub.note({"asked": request})
                if not self.answer(request):
                    return

    def answer(self, request):
        method, attributes = request.get("method"), request.get("attributes") or {}
        return getattr(self, "answer_" + self.hub.generation)(method, attributes, request)

    def respond(self, request, ok, data=None, error=None):
        response = {"type": "response", "method": request["method"], "ok": ok}
        if "id" in request:
            response["id"] = request["id"]
        if error:
            response["error"] = error
        if data is not None:
            response["data"] = encoded(data)
        self.say(response)

    def answer_C(self, method, attributes, request):
        topics = [t for t in attributes.get("topicName", "").split(",") if t] if isinstance(attributes.get("topicName"), str) else []
        if method == "ping":
            self.say({"type": "pong"})
        elif method == "subscribe":
            for topic in topics:
                if topic in self.subscriptions:
                    continue
                if topic == "secret_table":
                    self.respond(request, False, error="permission denied: " + topic)
                elif topic not in self.hub.topics:
                    self.respond(request, False, error="topic not found: " + topic)
                else:
                    self.subscriptions[topic] = attributes.get("filters") or {}
                    self.respond(request, True, {"topic": topic})
        elif method == "unsubscribe":
            for topic in topics:
                if self.subscriptions.pop(topic, None) is not None:
                    self.respond(request, True, {"topic": topic})
        else:
            self.respond(request, False, error="no such method")
        return True

    def answer_A(self, method, attributes, request, attribute="topic", listing="list-topic", answer="topic-list"):
        if method == listing:
            data = {"topics": sorted(self.hub.topics)}
            self.say({"MessageSource": "system", "EventType": "response", "ObjectType": answer,
                      "EventData": data if self.hub.generation == "A" else encoded(data)})
        elif method in ("subscribe", "unsubscribe"):
            for topic in attributes.get(attribute, "").split(","):
                if method == "unsubscribe":
                    self.subscriptions.pop(topic, None)
                elif topic not in self.hub.topics:
                    return False  # the goroutine panics
                else:
                    self.subscriptions.setdefault(topic, attributes.get("filters") or {})
        return True

    def answer_B(self, method, attributes, request):
        return self.answer_A(method, attributes, request, "topicName", "list-topicName", "topicName-list")

    def publish(self, topic, kind, row):
        filters = self.subscriptions.get(topic)
        if filters is None:
            return
        if "EventType" in filters and filters["EventType"] != kind:
            if self.hub.generation == "B":
                del self.subscriptions[topic]  # the listener returns where it should go on
            return
        if any(row.get(key) != value for key, value in filters.items() if key != "EventType"):
            return
        if self.hub.generation == "C":
            self.say({"type": "event", "topic": topic, "event": kind, "source": "database", "data": encoded(row)})
        else:
            self.say({"MessageSource": "database", "EventType": kind, "ObjectType": topic,
                      "EventData": row if self.hub.generation == "A" else encoded(row)})
        self.sent += 1
        self.hub.note({"sent": 1})


class Hub:
    def __init__(self, options):
        self.generation, self.token, self.verbose = options.generation, options.token, options.verbose
        self.topics, self.clients, self.drop_after = set(TABLES), [], options.drop_after
        self.rate = options.rate

    def note(self, value):
        if self.verbose:
            print(json.dumps(value), flush=True)

    async def serve(self, reader, writer):
        client = Client(self, reader, writer)
        try:
            await client.run()
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass
        finally:
            if client in self.clients:
                self.clients.remove(client)
            writer.close()

    async def story(self):
        number = 0
        while True:
            await asyncio.sleep(1 / self.rate)
            topic, kind = TABLES[number % 3], KINDS[number // 3 % 3]
            row = {"__type": topic, "reference_id": str(uuid.uuid5(uuid.NAMESPACE_OID, str(number // 9))), "name": "bob" if number % 2 else "eve",
                   "created_at": "2026-01-15T10:30:00.000000Z", "updated_at": "2026-01-15T10:30:05.000000Z", "version": number}
            number += 1
            for client in list(self.clients):
                client.publish(topic, kind, row)
                if self.drop_after and client.sent >= self.drop_after:
                    self.clients.remove(client)
                    self.drop_after = 0
                    await client.writer.drain()
                    client.writer.close()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--generation", choices="ABC", default="C")
    parser.add_argument("--token", default="")
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--drop-after", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")
    hub = Hub(parser.parse_args())
    server = await asyncio.start_server(hub.serve, "127.0.0.1", parser.parse_args().port)
    print(server.sockets[0].getsockname()[1], flush=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    telling = asyncio.create_task(hub.story())
    await stopped.wait()
    telling.cancel()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
    sys.exit(0)
