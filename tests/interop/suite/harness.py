# SPDX-License-Identifier: GPL-3.0-or-later
"""What every suite needs: cases that are registered, servers that are started and stopped, recordings that are checked."""
import collections
import dataclasses
import glob
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

INTEROP = pathlib.Path(__file__).resolve().parent.parent
ROOT = INTEROP.parent.parent
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else "python3"


class Skipped(Exception):
    """This cannot be had on this machine; the reason is for a person."""


class Failed(Exception):
    pass


@dataclasses.dataclass
class Row:
    suite: str
    name: str
    version: str
    result: str  # "passed", "failed", "skipped"
    words: str = ""
    seconds: float = 0


class Suite:
    """One server in one version. A subclass has `name`, `server`, `version`, and its cases are the methods marked by @case."""
    name = server = ""
    version = ""
    debian = True  # needs nothing but Debian packages
    program = ""  # the test program that it runs beside eventscope, if any

    def __init__(self, context):
        self.context = context

    def prepare(self):
        """Gets and starts the server; raises Skipped where that is not possible."""

    def finish(self):
        """Stops it, also where prepare() did not get to its end."""

    @classmethod
    def cases(cls):
        return [name for base in reversed(cls.__mro__) for name, value in vars(base).items() if getattr(value, "is_case", False)]

    def run(self, wanted, report):
        """Runs the cases that `wanted` names; each ends in one report(Row)."""
        try:
            self.prepare()
        except Skipped as reason:
            report(Row(self.name, "(all)", self.version, "skipped", str(reason)))
            return
        except (Failed, OSError, subprocess.SubprocessError) as problem:
            report(Row(self.name, "(start of the server)", self.version, "failed", str(problem)))
            return
        for name in wanted:
            began = time.monotonic()
            result, words = "passed", ""
            try:
                getattr(self, name)()
            except Skipped as reason:
                result, words = "skipped", str(reason)
            except (Failed, OSError, LookupError, subprocess.SubprocessError) as problem:
                result, words = "failed", f"{type(problem).__name__}: {problem}" if not isinstance(problem, Failed) else str(problem)
            finally:
                self.context.end_case()
            report(Row(self.name, name, self.version, result, words, time.monotonic() - began))


def case(function):
    function.is_case = True
    return function


def check(condition, words):
    if not condition:
        raise Failed(words)


def equal(found, expected, what):
    check(found == expected, f"{what}: expected {shorten(expected)}, found {shorten(found)}")


def shorten(value, most=400):
    text = repr(value)
    return text if len(text) <= most else text[:most] + "…"


def wait_for(condition, seconds, what):
    """Polls: what is waited for happens in another process."""
    until = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        check(time.monotonic() < until, f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)


def free_ports(count):
    """Free at the same time, so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Context:
    """Where the program is, and what must be gone after each case."""

    def __init__(self, build, program):
        self.build, self.program = build, program
        self.folder = tempfile.TemporaryDirectory(prefix="eventscope-interop-")
        self.processes = []
        self.captures = 0

    @property
    def cache(self):
        """For what is fetched or built from a registry: outside of the repository."""
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        path = pathlib.Path(base) / "eventscope-interop"
        path.mkdir(parents=True, exist_ok=True)
        return path

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def environment(self, **more):
        environment = {**os.environ, "HOME": self.folder.name, "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen", **more}
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        environment.pop("XDG_CONFIG_HOME", None)
        return environment

    def end_case(self):
        for process in self.processes:
            stop(process, 2)
        self.processes.clear()

    def script(self, name, *arguments):
        """Starts a server of this folder that prints its port first; it lives until the end of the case."""
        server = Script([PYTHON, str(INTEROP / name), *map(str, arguments)])
        self.processes.append(server.process)
        return server

    def record(self, dialect, url, topics=(), **more):
        return Recording(self, dialect, url, topics, **more)


def stop(process, seconds=10):
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Script:
    """Its words go to a file: a pipe that nobody reads would stop it."""

    def __init__(self, arguments):
        self.output = tempfile.TemporaryFile("w+")
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(arguments, stdout=self.output, stderr=self.errors, text=True)
        try:
            self.port = int(wait_for(lambda: self.lines()[:1] or self.process.poll() is not None, 20, arguments[1])[0])
        except (Failed, TypeError, ValueError):
            stop(self.process)
            self.errors.seek(0)
            raise Failed(f"{os.path.basename(arguments[1])} did not start: {self.errors.read()[-500:]}") from None

    def lines(self):
        """The whole lines that it has said by now."""
        self.output.seek(0)
        return [line for line in self.output.read().splitlines(keepends=True) if line.endswith("\n")]

    def said(self):
        """What it says under --verbose, one object a line; it is stopped for that."""
        stop(self.process)
        return [json.loads(line) for line in self.lines() if line.startswith("{")]


class Recording:
    """`eventscope record`, while it runs and afterwards. What must hold for every recording is checked by end()."""

    def __init__(self, context, dialect, url, topics=(), options=None, secret=None, count=None, seconds=None, capture=None,
                 arguments=(), secret_option=None):
        if capture is None:
            context.captures += 1
            capture = context.path(f"capture-{context.captures}")
        self.context, self.capture = context, capture
        command = [context.program, "record", "--dialect", dialect, "--url", url, "--capture", capture, "--json", *arguments]
        for topic in topics:
            command += ["--subscribe", topic]
        for key, value in (options or {}).items():
            command += ["--option", f"{key}={value}"]
        if secret is not None:
            named = f"{secret_option}=" if secret_option else ""
            command += ["--token-env", named + "EVENTSCOPE_INTEROP_SECRET"]
        if count is not None:
            command += ["--count", str(count)]
        if seconds is not None:
            command += ["--for", f"{seconds}s"]
        self.secret = secret
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True,
                                        env=context.environment(EVENTSCOPE_INTEROP_SECRET=secret or ""))
        context.processes.append(self.process)
        self.summary = {}
        self.status = None

    @property
    def said(self):
        self.log.seek(0)
        return self.log.read()

    def segments(self):
        return sorted(glob.glob(os.path.join(glob.escape(self.capture), "*.ndjson")))

    def size(self):
        return sum(os.path.getsize(segment) for segment in self.segments())

    def rows(self):
        rows = []
        for segment in self.segments():
            with open(segment, encoding="utf-8") as lines:
                rows += [json.loads(line) for line in lines if line.endswith("\n")]
        return rows

    def of(self, kind):
        return [row for row in self.rows() if row["type"] == kind]

    def events(self):
        return [row for row in self.rows() if not row["type"].startswith("eventscope.")]

    def wait_rows(self, kind, count=1, seconds=20):
        def there():
            found = self.of(kind)
            check(self.process.poll() is None or len(found) >= count, f"it ended before {count} × {kind}: {self.said}")
            return found if len(found) >= count else None
        return wait_for(there, seconds, f"{count} × {kind}; it said: {self.said}")

    def wait_events(self, count, seconds=30):
        return wait_for(lambda: self.events() if len(self.events()) >= count else None, seconds,
                        f"{count} events, there are {len(self.events())}; it said: {self.said}")

    def signal(self, number):
        self.process.send_signal(number)

    def interrupt(self, status=0):
        self.signal(signal.SIGINT)
        return self.end(status)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self, status=0, seconds=60):
        """Waits for its end: this exit status (None: any), a sound capture, every event accounted for, the secret nowhere."""
        try:
            output, _ = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"it did not end within {seconds} s; it said: {self.said}") from None
        self.status = self.process.returncode
        check(status in (None, self.status), f"exit status {self.status} instead of {status}; it said: {self.said}")
        self.summary = json.loads(output) if output.strip() else {}
        summary = collections.defaultdict(int, self.summary)
        equal(summary["received"], summary["stored"] + summary["duplicates"] + summary["dropped"], "received = the rest")
        verify = subprocess.run([self.context.program, "verify", self.capture], capture_output=True, text=True,
                                env=self.context.environment(), check=False)
        check(verify.returncode == 0, f"verify: {verify.stdout}{verify.stderr}")
        if self.secret:
            check(self.secret not in self.said + json.dumps(self.rows(), ensure_ascii=False), "the secret can be read somewhere")
        return self.summary

    def wait_said(self, *words, seconds=30):
        wait_for(lambda: all(word in self.said for word in words) or self.process.poll() is not None, seconds,
                 f"{words}; it said: {self.said}")
        self.says(*words)

    def says(self, *words):
        for word in words:
            check(word in self.said, f"it should say “{word}”, and says: {self.said}")
