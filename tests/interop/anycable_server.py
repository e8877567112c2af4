#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that speaks AnyCable's extended ActionCable protocol, written from its public documentation alone.

Prints its port. Streams are numbered from 1 within an epoch and kept; a subscription that comes with
`history` gets what is after its positions, or after `since` where it has none. By HTTP GET:

  /fire?name=a.b&id=1[&n=3]  broadcasts n events, with the ids 1, 2, 3
  /drop                      ends all connections without a word
  /forget                    begins a new epoch: what was sent before cannot be sent again

usage: anycable_server.py [--port P] [--slow-history SECONDS] [--die-before-history N]
"""
import argparse
import asyncio
import http
import json
import time
import urllib.parse

import websockets
import websockets.legacy.server  # the interface that Debian 12 and 13 both have

PROTOCOLS = ["actioncable-v1-ext-json", "actioncable-v1-json"]


class Cable:
    def __init__(self, options):
        self.options = options
        self.epoch = 1
        self.streams = {}  # name -> [(offset, seconds, message)]
        self.clients = {}  # socket -> {identifier: [stream]}
        self.deaths = options.die_before_history

    def reply(self, stream, identifier, entry):
        return {"identifier": identifier, "message": entry[2], "stream_id": stream,
                "epoch": f"e{self.epoch}", "offset": entry[0]}

    async def send(self, socket, frame):
        try:
            await socket.send(json.dumps(frame))
        except websockets.ConnectionClosed:
            pass

    async def fire(self, name, event_id, count):
        for number in range(int(event_id), int(event_id) + count):
            stream = f"org/A/{name}"
            entries = self.streams.setdefault(stream, [])
            message = {"id": f"event-{number}", "name": name, "timestamp": "2023-07-23T22:04:46.000Z", "version": "1.0"}
            entries.append((len(entries) + 1, time.time(), message))
            for socket, subscriptions in list(self.clients.items()):
                for identifier, streams in subscriptions.items():
                    if stream in streams:
                        await self.send(socket, self.reply(stream, identifier, entries[-1]))

    def backlog(self, streams, history):
        found = []
        for stream in streams:
            position = (history.get("streams") or {}).get(stream)
            entries = self.streams.get(stream, [])
            if position is not None:
                if position["epoch"] != f"e{self.epoch}":
                    return None
                found += [(stream, entry) for entry in entries if entry[0] > position["offset"]]
            elif history.get("since"):
                found += [(stream, entry) for entry in entries if entry[1] >= history["since"]]
        return found

    async def subscribe(self, socket, command):
        identifier = command["identifier"]
        if identifier in self.clients[socket]:
            return
        streams = [f"org/A/{name}" for name in json.loads(identifier)["events"].split(",")]
        self.clients[socket][identifier] = streams
        await self.send(socket, {"type": "confirm_subscription", "identifier": identifier})
        history = command.get("history")
        if not history:
            return
        if self.deaths > 0:
            self.deaths -= 1
            socket.transport.abort()
            return
        await asyncio.sleep(self.options.slow_history)
        found = self.backlog(streams, history)
        for stream, entry in found or []:
            await self.send(socket, self.reply(stream, identifier, entry))
        kind = "reject_history" if found is None else "confirm_history"
        await self.send(socket, {"type": kind, "identifier": identifier})

    async def ping(self, socket):
        while True:
            await self.send(socket, {"type": "ping", "message": int(time.time())})
            await asyncio.sleep(1)

    async def serve(self, socket):
        self.clients[socket] = {}
        await self.send(socket, {"type": "welcome", "sid": f"s{id(socket)}"})
        ping = asyncio.ensure_future(self.ping(socket))
        try:
            async for frame in socket:
                command = json.loads(frame)
                if command["command"] == "subscribe":
                    asyncio.ensure_future(self.subscribe(socket, command))
                elif command["command"] == "unsubscribe":
                    self.clients[socket].pop(command["identifier"], None)
                elif command["command"] == "pong":
                    print(json.dumps({"pongs": 1}), flush=True)
        except websockets.ConnectionClosed:
            pass
        finally:
            ping.cancel()
            del self.clients[socket]

    async def helper(self, path, _headers):
        url = urllib.parse.urlparse(path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/fire":
            await self.fire(query["name"], query["id"], int(query.get("n", 1)))
        elif url.path == "/drop":
            for socket in list(self.clients):
                socket.transport.abort()
        elif url.path == "/forget":
            self.epoch += 1
            self.streams.clear()
        else:
            return None
        return http.HTTPStatus.OK, [], b"done\n"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--slow-history", type=float, default=0)
    parser.add_argument("--die-before-history", type=int, default=0)
    options = parser.parse_args()
    cable = Cable(options)
    server = await websockets.legacy.server.serve(cable.serve, "127.0.0.1", options.port, subprotocols=PROTOCOLS,
                                    process_request=cable.helper, ping_interval=None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Future()


asyncio.run(main())
