# SPDX-License-Identifier: GPL-3.0-or-later
"""Each system's server, asked in the words of another one: a mistake that every user makes once."""
import json

from harness import Suite, case, check, equal
from fix import WORKSPACE, needs
from programs import debian_version

TOPICS = {"voipbin": [f"customer_id:{WORKSPACE}:call:*"], "daptin": ["user_account"], "zaikio": ["a.b"], "fix": []}


class OtherKinds(Suite):
    name, server = "kinds", "servers of another kind than was chosen"

    @property
    def version(self):
        return debian_version("python3-websockets", "python3-aiohttp")

    def prepare(self):
        needs("websockets", "aiohttp")

    def ask(self, server, path, chosen):
        return self.context.record(chosen, f"ws://127.0.0.1:{server.port}{path}", TOPICS[chosen])

    def check_told(self, server, path, title, others):
        for recording in [self.ask(server, path, chosen) for chosen in others]:
            rows = recording.wait_rows("eventscope.error")
            recording.interrupt()
            recording.says(f"this looks like {title}, not")
            check(any(f"this looks like {title}, not" in row["data"]["message"] for row in rows), json.dumps(rows))

    def check_right(self, server, path, dialect):
        recording = self.ask(server, path, dialect)
        recording.wait_events(1)
        recording.interrupt()
        equal(recording.of("eventscope.error"), [], "errors where the right one was chosen")

    @case
    def aServerOfFixIsToldByWhoeverWasChosen(self):
        server = self.context.script("fix_server.py", "--rate", 20)
        path = f"/api/workspaces/{WORKSPACE}/events"
        self.check_told(server, path, "Fix", ["voipbin", "daptin", "zaikio"])
        self.check_right(server, path, "fix")

    @case
    def aCoreOfFixIsToldByWhoeverWasChosen(self):
        server = self.context.script("fix_server.py", "--core", "--rate", 20)
        self.check_told(server, "/events", "Fix", ["voipbin", "daptin", "zaikio"])
        self.check_right(server, "/events", "fix")

    @case
    def aDaptinIsToldByWhoeverWasChosen(self):
        server = self.context.script("daptin_server.py", "--generation", "C")
        self.check_told(server, "/live", "Daptin", ["voipbin", "fix"])
        self.check_right(server, "/live", "daptin")

    @case
    def anActionCableIsToldByWhoeverWasChosen(self):
        server = self.context.script("anycable_server.py")
        self.check_told(server, "/cable", "Zaikio", ["voipbin", "daptin", "fix"])


SUITES = [OtherKinds]
