#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event endpoint of Fix' backend on the stack it is really deployed on: FastAPI under uvicorn, with its ping policy.

uvicorn pings every second and closes with 1011 what has not answered one for five. A socket is accepted first and closed with 4401
and a reason where it may not be; what a client says is read and ignored. The first line on standard output is the port; with
--verbose, one JSON line for each thing that happened. Debian's python3-fastapi and python3-uvicorn are all it needs.

  fix_saas_server.py [--events 300] [--rate 50] [--cookie TOKEN] [--deny TrialEnded]
"""
import argparse
import asyncio
import datetime
import json
import socket
import uuid

import uvicorn
from fastapi import FastAPI, WebSocket

PINGS = {"ws_ping_interval": 1, "ws_ping_timeout": 5}


def event(number):
    """In turn what the backend sends; `at` has whole seconds only, as there."""
    kind = ("collect-progress", "cloud_account_discovered", "aws_account_degraded", "tenant_accounts_collected")[number % 4]
    stamp = datetime.datetime.now(datetime.timezone.utc)
    account = {"cloud": "aws", "cloud_account_id": str(uuid.uuid5(uuid.NAMESPACE_OID, "account")), "account_id": "123456789012"}
    own = {"id": str(uuid.uuid4()), "created_at": stamp.isoformat()}
    if kind == "collect-progress":
        parts = [{"kind": "progress", "name": name, "path": ["collect", "aws", "b\u00fcro (123456789012)"],
                  "current": number % 100, "total": 100} for name in ("eu-central-1", "us-east-1")]
        data = {"workflow": "collect", "task": str(uuid.uuid5(uuid.NAMESPACE_OID, f"task-{number // 400}")),
                "message": {"kind": "tree", "name": "collect", "parts": parts}}
    elif kind == "tenant_accounts_collected":
        data = {**own, "cloud_accounts": {}, "cloud_accounts_failed": {}, "next_run": None}
    else:
        data = {**own, **account, **({"error": "some error", "reason": None} if kind == "aws_account_degraded" else {})}
    return {"type": "event", "id": str(uuid.uuid1()), "at": stamp.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "publisher": "collect-and-sync", "kind": kind, "data": data}


def make_app(options):
    app = FastAPI()

    def note(**what):
        if options.verbose:
            print(json.dumps(what), flush=True)

    async def send_events(websocket):
        number = 0
        while not options.events or number < options.events:
            await websocket.send_text(json.dumps(event(number)))
            number += 1
            note(sent=1)
            if options.rate:
                await asyncio.sleep(1 / options.rate)
            elif number % 200 == 0:
                await asyncio.sleep(0)

    @app.websocket("/api/workspaces/{workspace_id}/events")
    async def events(websocket: WebSocket, workspace_id: uuid.UUID):
        await websocket.accept()
        given = websocket.cookies.get("session_token")
        if options.deny or (options.cookie and given != options.cookie):
            note(refused=True)
            await websocket.close(code=4401, reason=options.deny or "Unauthorized")
            return
        note(workspace=str(workspace_id))
        sender = asyncio.create_task(send_events(websocket))
        try:
            while True:
                message = await websocket.receive()
                if message["type"] == "websocket.disconnect":
                    note(gone=message.get("code"))
                    return
                note(said=message.get("text") or "binary")
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--events", type=int, default=0, help="events a connection, then silence (0: no end)")
    parser.add_argument("--rate", type=float, default=10, help="events a second (0: as fast as it goes)")
    parser.add_argument("--cookie", metavar="TOKEN", help="the only session_token that is let in")
    parser.add_argument("--deny", metavar="REASON", help="close 4401 with this reason, for example TrialEnded")
    parser.add_argument("--verbose", action="store_true", help="say what happens")
    options = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", options.port))
    print(listener.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(make_app(options), log_level="critical", ws="websockets", **PINGS))
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
