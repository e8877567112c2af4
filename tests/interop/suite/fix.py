# SPDX-License-Identifier: GPL-3.0-or-later
"""Fix: the backend's endpoint on FastAPI and uvicorn with their real ping policy, and the core's on aiohttp with its heartbeat."""
import os
import re
import signal
import subprocess
import time

from harness import PYTHON, Script, Skipped, Suite, case, check, equal, stop, wait_for, INTEROP
from programs import debian_version

WORKSPACE = "5e4a0680-804e-11ec-8477-2fea5968d85b"


def needs(*modules):
    """Asked of Debian's Python, which the servers run under."""
    code = "import importlib.util, sys; print(*[m for m in sys.argv[1:] if not importlib.util.find_spec(m)])"
    answer = subprocess.run([PYTHON, "-c", code, *modules], capture_output=True, text=True, check=False)
    if answer.returncode != 0 or answer.stdout.strip():
        raise Skipped(f"needs the Python modules {answer.stdout.strip() or ' '.join(modules)} (packaging/install test)")


class Backend(Suite):
    name, server = "fix-saas", "FastAPI under uvicorn, pinging every second"

    @property
    def version(self):
        return debian_version("python3-fastapi", "python3-uvicorn")

    def prepare(self):
        needs("fastapi", "uvicorn", "websockets")

    def serve(self, *arguments):
        return self.context.script("fix_saas_server.py", "--verbose", *arguments)

    def record(self, server, workspace=WORKSPACE, **more):
        return self.context.record("fix", f"ws://127.0.0.1:{server.port}/api/workspaces/{workspace}/events", **more)

    @case
    def everyEventIsStoredAsItWasSent(self):
        server = self.serve("--events", 400, "--rate", 0)
        recording = self.record(server, seconds=3)
        summary = recording.end()
        equal(sum(line.get("sent", 0) for line in server.said()), 400, "sent")
        equal((summary["stored"], summary["undecodable"], summary["gaps"]), (400, 0, 0), "stored, undecodable, gaps")
        kinds = {row["type"] for row in recording.events()}
        equal(kinds, {"collect-progress", "cloud_account_discovered", "aws_account_degraded", "tenant_accounts_collected"}, "kinds")
        with open(os.path.join(recording.capture, "000001.ndjson"), encoding="utf-8") as lines:
            check(re.search(r"b\\u00fcro", lines.read()), "the escapes of Python's json.dumps are kept")

    @case
    def pingsOfEverySecondAreAnsweredWhileNothingElseHappens(self):
        server = self.serve("--events", 1)
        recording = self.record(server, seconds=8)
        equal(recording.end()["gaps"], 0, "gaps")
        equal(len(recording.of("eventscope.connected")), 1, "connections")

    @case
    def pingsAreAnsweredWhileEventsFloodIn(self):
        server = self.serve("--rate", 0)
        recording = self.record(server, seconds=9)
        summary = recording.end()
        check(summary["stored"] > 10_000, f"only {summary['stored']} events: that is no flood")
        equal((summary["gaps"], len(recording.of("eventscope.connected"))), (0, 1), "gaps, connections")

    @case
    def aProgramThatWasStoppedIsClosedWith1011AndComesBack(self):
        server = self.serve("--rate", 5)
        recording = self.record(server, seconds=40)
        recording.wait_events(3)
        recording.signal(signal.SIGSTOP)
        time.sleep(7)  # the subject of this case: nobody answers for longer than the 6 s after which the server gives up
        recording.signal(signal.SIGCONT)
        recording.wait_rows("eventscope.connected", 2)
        recording.interrupt()
        equal(len(recording.of("eventscope.gap")), 1, "gaps")
        recording.says("missed the answers to its pings")

    @case
    def eachReasonOf4401IsToldInWords(self):
        words = {"WorkspaceNotFound": "no workspace with this id", "Forbidden": "may not see the workspace",
                 "TrialEnded": "trial of the workspace has ended", "PaymentOnHold": "payment of the workspace is on hold",
                 "Unauthorized": "other credentials"}
        for reason, text in words.items():
            recording = self.record(self.serve("--deny", reason), seconds=30)
            recording.end(status=1)
            recording.says(text)

    @case
    def theCookieOpensTheDoorAndAnotherDoesNot(self):
        server = self.serve("--cookie", "s3cret-session", "--rate", 50)
        equal(self.record(server, secret="s3cret-session", count=5).end()["stored"], 5, "stored")
        wrong = self.record(server, secret="s3cret-and-wrong", seconds=30)
        wrong.end(status=1)
        wrong.says("other credentials (Unauthorized)")

    @case
    def aWorkspaceThatIsNoUuidIsRefusedAtTheHandshake(self):
        recording = self.record(self.serve(), workspace="not-a-uuid", seconds=30)
        recording.end(status=1)
        recording.says("403")

    @case
    def aKilledServerIsFoundAgainOnItsPort(self):
        server = self.serve("--rate", 20)
        recording = self.record(server, seconds=60)
        recording.wait_events(3)
        server.process.kill()
        recording.wait_rows("eventscope.disconnected")
        self.serve("--rate", 20, "--port", server.port)
        recording.wait_rows("eventscope.connected", 2, 30)
        seen = len(recording.events())
        recording.wait_events(seen + 3)
        recording.interrupt()
        equal(len(recording.of("eventscope.gap")), 1, "gaps")


class Core(Suite):
    name, server = "fix-core", "the core's /events on aiohttp, pinging every 20 s"

    def __init__(self, context):
        super().__init__(context)
        self.heart = self.heart_server = None

    @property
    def version(self):
        return debian_version("python3-aiohttp")

    def prepare(self):
        needs("aiohttp")
        # Takes longest, so it goes on beside the others.
        self.heart_server = Script([PYTHON, str(INTEROP / "fix_server.py"), "--core", "--rate", "1"])
        self.heart = self.record(self.heart_server, seconds=60)
        self.context.processes.clear()
        self.began = time.monotonic()

    def finish(self):
        for one in (self.heart, self.heart_server):
            if one:
                stop(one.process)

    def serve(self, *arguments):
        return self.context.script("fix_server.py", "--core", "--verbose", "--rate", 50, *arguments)

    def record(self, server, **more):
        return self.context.record("fix", f"ws://127.0.0.1:{server.port}/events", **more)

    @case
    def theKeyIsAcceptedHoweverItIsGiven(self):
        server = self.serve("--psk", "s3cret-key")
        for auth in ("bearer", "message", "core-cookie"):
            recording = self.record(server, secret="s3cret-key", options={"auth": auth}, count=10)
            equal(recording.end()["stored"], 10, f"stored by {auth}")

    @case
    def aWrongFirstMessageIsHungUpOnAndToldSo(self):
        recording = self.record(self.serve("--psk", "s3cret-key"), secret="s3cret-and-wrong", options={"auth": "message"},
                                seconds=10)
        recording.wait_rows("eventscope.disconnected")
        recording.interrupt()
        recording.says("may want another token")

    @case
    def onlyTheKindsThatWereAskedForAreShown(self):
        recording = self.record(self.serve(), options={"show": "task_end,error"}, count=5)
        recording.end()
        equal({row["type"] for row in recording.events()} - {"task_end", "error"}, set(), "other kinds")

    @case
    def aForeignOriginIsRefusedAndOneOfTheSameHostIsNot(self):
        server = self.serve("--check-origin")
        recording = self.record(server, arguments=["--header", "Origin: http://elsewhere.example"], seconds=20)
        recording.end(status=1)
        recording.says("403")
        same = self.record(server, arguments=["--header", "Origin: http://127.0.0.1"], count=3)
        equal(same.end()["stored"], 3, "stored")

    @case
    def theHeartbeatOf20SecondsIsAnswered(self):
        # A peer that does not answer is dropped 10 s after the ping.
        wait_for(lambda: time.monotonic() - self.began > 32, 40, "the second ping")
        self.heart.interrupt()
        equal((self.heart.summary["gaps"], len(self.heart.of("eventscope.connected"))), (0, 1), "gaps, connections")


SUITES = [Backend, Core]
