#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Fix event server written from its specification alone, to stand in the place of the real one.

It shares nothing with the demo hub of the program. The first line on standard output is the port; after that, with
--verbose, one JSON line for each thing that a client did. Debian's python3-aiohttp is all it needs.

  fix_server.py --port 0 --events 300 --rate 50       the backend: /api/workspaces/<uuid>/events
  fix_server.py --core [--psk KEY]                    the core: /events, one JSON document per line
"""
import argparse
import asyncio
import datetime
import itertools
import json
import signal
import sys
import urllib.parse
import uuid

import aiohttp
from aiohttp import web

ACCOUNTS = {"development": ["eu-central-1", "us-east-1"], "production": ["eu-west-1", "us-west-2", "b\u00fcro.1"]}
STEPS = 8  # progress messages of one run


def stamp():
    return datetime.datetime.utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")


def leaf(name, path, current, total):
    part = {"kind": "progress", "name": name, "current": current, "total": total}
    return {**part, "path": path} if path else part


def tree(step):
    """The parts of a run at a step: leaves only; what is done replaces what it was made of."""
    if step == 0:
        return [leaf("collect", [], 0, 1)]
    if step >= STEPS - 1:
        return [leaf("collect", [], 1, 1)]
    parts = []
    for index, (account, regions) in enumerate(ACCOUNTS.items()):
        done = step - 1 - index
        if done <= 0:
            parts.append(leaf(account, ["collect", "aws"], 0, 1))
        elif done >= 4:
            parts.append(leaf(account, ["collect", "aws"], 1, 1))
        else:
            parts += [leaf(region, ["collect", "aws", account], done * 25, 100) for region in regions]
    return parts


def story():
    """(kind, publisher, data) without end: run after run, and what else the specification tells of."""
    for run in itertools.count():
        task = str(uuid.uuid5(uuid.NAMESPACE_URL, f"run-{run}"))
        workflow = ("collect_and_cleanup", "collect")[run % 2]
        about = {"workflow": workflow, "task": task}
        yield "task_start", None, {"task_id": task, "descriptor_id": workflow}
        for step in range(STEPS):
            message = {"kind": "tree", "name": workflow, "parts": tree(step)}
            yield "collect-progress", "collect-and-sync", {**about, "message": message}
            if step == 3 and run % 2:
                yield "collect-error", "collect-and-sync", {**about, "message": "[aws] Access denied for profile d2iq"}
        yield "task_end", None, {"task_id": task, "descriptor_id": workflow}
        yield "cloud_account_created", "cloud-account-service", {
            "cloud_account_id": str(uuid.uuid4()), "workspace_id": str(uuid.uuid4()), "aws_account_id": "123456789012"}
        yield "a_kind_of_tomorrow", "cloud-account-service", {"number": 12345678901234567890, "nested": [[], {}, None]}


class Server:
    def __init__(self, options):
        self.options = options

    def note(self, **what):
        if self.options.verbose:
            print(json.dumps(what), flush=True)

    def backend_frames(self):
        for kind, publisher, data in story():
            if publisher:
                event = {"type": "event", "id": str(uuid.uuid1()), "at": stamp(), "publisher": publisher, "kind": kind,
                         "data": data}
                if self.options.bare:
                    del event["type"]
                yield json.dumps(event)

    def core_frames(self, show):
        names = {"collect-progress": "progress", "collect-error": "error", "task_start": "task_start", "task_end": "task_end"}
        for kind, _, data in story():
            name = names.get(kind)
            if name and (not show or name in show):
                yield json.dumps({"kind": "event", "message_type": name, "data": data}) + "\n"

    async def send_events(self, socket, frames):
        try:
            for number, frame in enumerate(frames, 1):
                await socket.send_str(frame)
                if self.options.blank and number % self.options.blank == 0:
                    await socket.send_str("\n")
                if self.options.drop_after and number >= self.options.drop_after:
                    socket._req.transport.abort()  # no close frame: what a crash looks like
                    return
                if self.options.events and number >= self.options.events:
                    self.note(sent=number)
                    if self.options.close is not None:
                        await socket.close(code=self.options.close, message=self.options.reason.encode())
                    return
                await asyncio.sleep(1 / self.options.rate if self.options.rate else 0)
        except (ConnectionError, RuntimeError):
            pass

    async def ping(self, socket, seconds):
        while not socket.closed:
            await asyncio.sleep(seconds)
            await socket.ping()

    async def talk(self, request, socket, frames, seconds, on_text=None):
        request.app["sockets"].add(socket)
        tasks = [asyncio.create_task(self.ping(socket, seconds)), asyncio.create_task(self.send_events(socket, frames))]
        try:
            async for message in socket:
                if message.type == aiohttp.WSMsgType.TEXT:
                    self.note(said=message.data[:200])
        finally:
            await asyncio.sleep(0.05)  # a close of our own that is under way names its code first
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            request.app["sockets"].discard(socket)
            self.note(gone=True, code=socket.close_code)
        return socket

    def given_key(self, request):
        for cookie in ("session_token", "fix_authorization"):
            if cookie in request.cookies:
                return request.cookies[cookie].removeprefix("Bearer ")
        return request.headers.get("Authorization", "").removeprefix("Bearer ")

    async def backend(self, request):
        try:
            uuid.UUID(request.match_info["workspace"])
        except ValueError:
            return web.Response(status=403, text="no such workspace\n")
        socket = web.WebSocketResponse(autoping=True, compress=False)
        await socket.prepare(request)
        allowed = self.options.token is None or self.given_key(request) == self.options.token
        self.note(workspace=request.match_info["workspace"], allowed=allowed and not self.options.deny)
        if self.options.deny or not allowed:
            await socket.close(code=4401, message=(self.options.deny or "Unauthorized").encode())
            return socket
        return await self.talk(request, socket, self.backend_frames(), 1)

    async def core(self, request):
        origin = request.headers.get("Origin")
        if self.options.check_origin and origin and urllib.parse.urlsplit(origin).hostname != request.url.host:
            return web.Response(status=403, text="foreign origin\n")
        socket = web.WebSocketResponse(autoping=True, heartbeat=20, compress=False)
        await socket.prepare(request)
        key = self.given_key(request)
        if self.options.psk and not key:
            try:
                first = await socket.receive(timeout=10)
                message = json.loads(first.data)
                assert message["kind"] == "authorization"
                key = message["jwt"].removeprefix("Bearer ")
            except (asyncio.TimeoutError, AssertionError, ValueError, KeyError, TypeError):
                key = None
        if self.options.deny or (self.options.psk and key != self.options.psk):
            self.note(allowed=False)
            request.transport.close()  # hangs up, says nothing
            return socket
        self.note(allowed=True, show=request.query.get("show"))
        show = [name for name in request.query.get("show", "").split(",") if name and name != "*"]
        return await self.talk(request, socket, self.core_frames(show), 20)

    async def run(self):
        app = web.Application()
        app["sockets"] = set()
        app.router.add_get("/events" if self.options.core else "/api/workspaces/{workspace}/events",
                           self.core if self.options.core else self.backend)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.options.port, shutdown_timeout=1)
        await site.start()
        print(site._server.sockets[0].getsockname()[1], flush=True)
        stop = asyncio.get_running_loop().create_future()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, lambda: stop.done() or stop.set_result(None))
        await stop
        for socket in list(app["sockets"]):
            await socket.close(code=1012)
        await runner.cleanup()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--events", type=int, default=0, help="events a connection, then silence (0: no end)")
    parser.add_argument("--rate", type=float, default=10, help="events a second (0: as fast as it goes)")
    parser.add_argument("--token", help="backend: the only token (cookie session_token or bearer) that is let in")
    parser.add_argument("--deny", metavar="REASON", help="close 4401 with this reason, for example TrialEnded")
    parser.add_argument("--bare", action="store_true", help="backend: the envelope of the document, without \"type\"")
    parser.add_argument("--blank", type=int, default=0, metavar="N", help="an empty line after every N events")
    parser.add_argument("--close", type=int, metavar="CODE", help="with --events: close like this at the end")
    parser.add_argument("--reason", default="", help="the reason that goes with --close")
    parser.add_argument("--drop-after", type=int, default=0, metavar="N", help="cut the connection after N events")
    parser.add_argument("--core", action="store_true", help="the core's /events instead of the backend")
    parser.add_argument("--psk", metavar="KEY", help="core: wants this key, by header or by the first message")
    parser.add_argument("--check-origin", action="store_true", help="core: an Origin must have the server's host name")
    parser.add_argument("--verbose", action="store_true", help="say what clients do")
    asyncio.run(Server(parser.parse_args()).run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
