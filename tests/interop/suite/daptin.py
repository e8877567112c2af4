# SPDX-License-Identifier: GPL-3.0-or-later
"""Daptin's /live as Daptin itself speaks it."""
import base64
import json
import os
import subprocess

from harness import Failed, Suite, case, check, equal
from daptinserver import Server, build


def row_of(event):
    """What `data` means, whether the generation writes an object or base64."""
    data = event["data"].get("data", event["data"].get("EventData"))
    return json.loads(base64.b64decode(data)) if isinstance(data, str) else data


class Daptin(Suite):
    server = "Daptin, built from its Go module"
    debian = False
    program = "tst_interop_daptinlive"
    tag = generation = ""
    daptin = None

    def __init__(self, context):
        super().__init__(context)
        self.version = f"{self.tag} (generation {self.generation})"
        self.users = 0

    def prepare(self):
        program, left_out = build(self.context.cache, self.tag)
        if left_out:
            self.version = f"{self.tag}, {left_out}"
        self.daptin = Server(self.context, program)
        self.daptin.start()
        self.token, self.row = self.daptin.sign_up("owner")

    def finish(self):
        if self.daptin:
            self.daptin.stop()

    def record(self, topics, **more):
        more.setdefault("secret", self.token)
        return self.context.record("daptin", self.daptin.url, topics, **more)

    def new_user(self):
        self.users += 1
        return self.daptin.sign_up(f"user{self.users}")

    @case
    def itsGenerationIsFoundOutAndItsEventsAreStored(self):
        recording = self.record(["user_account"])
        recording.wait_said("recording to")
        recording.wait_rows("eventscope.sent")
        recording.wait_rows("eventscope.ack" if self.generation == "C" else "eventscope.connected")
        token, row = self.new_user()
        self.daptin.rename(token, row, "bücher")
        self.daptin.ask("DELETE", f"/api/user_account/{row}", token=token)
        events = recording.wait_events(3)
        recording.interrupt()
        equal([event["type"] for event in events], ["create", "update", "delete"], "types")
        equal([event["topic"] for event in events], ["user_account"] * 3, "topics")
        equal([event["subject"] for event in events], [row] * 3, "subjects")
        equal(row_of(events[1])["name"], "bücher", "name")
        equal(["time" in event for event in events], [True, False, False], "events with a time of their own")

    @case
    def passwordHashesAreMaskedInExports(self):
        recording = self.record(["user_account"])
        recording.wait_rows("eventscope.sent")
        recording.wait_rows("eventscope.ack" if self.generation == "C" else "eventscope.connected")
        self.new_user()
        event = recording.wait_events(1)[0]
        recording.interrupt()
        hashed = row_of(event)["password"]
        check(hashed.startswith("$2"), f"no hash of bcrypt: {hashed}")
        output = os.path.join(recording.capture, "..", "masked.jsonl")
        subprocess.run([self.context.program, "export", recording.capture, "--format", "jsonl", "-o", output], check=True,
                       capture_output=True, env=self.context.environment())
        with open(output, encoding="utf-8") as lines:
            exported = [json.loads(line) for line in lines]
        equal([row_of(one)["password"] for one in exported if one["type"] == "create"], ["[masked]"], "password")

    @case
    def eachWayOfTheTokenOpensTheDoor(self):
        for auth in ("bearer", "token"):
            recording = self.record(["user_account"], options={"auth": auth})
            recording.wait_rows("eventscope.connected")
            recording.interrupt()

    @case
    def aWrongTokenIsToldThoughTheHandshakeSucceeds(self):
        recording = self.record(["user_account"], secret="s3cret-and-wrong", seconds=30)
        recording.end(status=1)
        recording.says("unauthorized")

    @case
    def aRestartedServerIsAskedForEverythingAgain(self):
        recording = self.record(["user_account"])
        recording.wait_rows("eventscope.sent")
        self.daptin.kill()
        recording.wait_rows("eventscope.disconnected")
        self.daptin.start()
        recording.wait_rows("eventscope.connected", 2, 60)
        recording.wait_rows("eventscope.sent", 2)
        recording.wait_rows("eventscope.ack" if self.generation == "C" else "eventscope.sent", 2)
        self.new_user()
        recording.wait_events(1)
        recording.interrupt()
        equal(len(recording.of("eventscope.gap")), 1, "gaps")


class GenerationC(Daptin):
    name, tag, generation = "daptin-real", "v0.12.36", "C"

    @case
    def aTopicThatIsNotThereIsRefusedAndTheRestGoesOn(self):
        recording = self.record(["world,document", "nobody-made-this"])
        refused = recording.wait_rows("eventscope.refused")[0]
        recording.wait_rows("eventscope.ack")
        recording.interrupt()
        equal(refused["topic"], "nobody-made-this", "refused")
        check("no topic of this name" in refused["data"]["reason"], refused["data"]["reason"])

    @case
    def filtersAreAppliedByTheServer(self):
        recording = self.record(["user_account"], arguments=["--filter", "EventType=update"])
        recording.wait_rows("eventscope.ack")
        token, row = self.new_user()
        self.daptin.rename(token, row, "one")
        self.daptin.rename(token, row, "two")
        events = recording.wait_events(2)
        recording.interrupt()
        equal([(event["type"], row_of(event)["name"]) for event in events], [("update", "one"), ("update", "two")], "events")

    @case
    def updatesCarryTheTimeAndVersionOfTheChangeBefore(self):
        recording = self.record(["user_account"])
        recording.wait_rows("eventscope.ack")
        token, row = self.new_user()
        self.daptin.rename(token, row, "one")
        self.daptin.rename(token, row, "two")
        events = recording.wait_events(3)
        recording.interrupt()
        created, first, second = (row_of(event) for event in events)
        equal((first["updated_at"], second["version"]), (created["updated_at"], first["version"] + 1), "of the update")
        check(second["updated_at"] > first["updated_at"], "the second should have the time of the first")

    @case
    def aQuietConnectionIsKeptThoughPingsOfTheWebSocketWouldEndIt(self):
        recording = self.record(["world"], seconds=32)
        equal((recording.end()["gaps"], len(recording.of("eventscope.connected"))), (0, 1), "gaps, connections")

    @case
    def requestsAboutTopicsAreAnswered(self):
        """tst_interop_daptinlive, whose functions ask for topics, messages and permissions through the program's feeds."""
        answer = subprocess.run([str(self.context.build / "tests" / "interop" / self.program)], capture_output=True,
                                text=True, timeout=120, check=False,
                                env=self.context.environment(EVENTSCOPE_DAPTIN_URL=self.daptin.url, EVENTSCOPE_DAPTIN_TOKEN=self.token))
        bad = [line for line in answer.stdout.splitlines() if line.startswith(("FAIL!", "SKIP", "   Actual", "   Expected"))]
        if answer.returncode != 0 or bad:
            raise Failed(" ".join(bad) or f"exit status {answer.returncode}")


class GenerationB(Daptin):
    name, tag, generation = "daptin-b", "v0.11.3", "B"


class GenerationA(Daptin):
    name, tag, generation = "daptin-a", "v0.9.6", "A"


SUITES = [GenerationC, GenerationB, GenerationA]
