# SPDX-License-Identifier: GPL-3.0-or-later
"""The tst_* programs that start a server themselves: each of their test functions becomes a row."""
import re
import subprocess
import xml.etree.ElementTree

from harness import INTEROP, ROOT, Row, Suite

NOT_CASES = re.compile(r"^(init|cleanup)(TestCase)?$|_data$")


def debian_version(*packages):
    """`actioncable 6.1.7, puma 5.6.5`; empty on a system without dpkg."""
    found = []
    for package in packages:
        try:
            answer = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        version = re.sub(r"^\d+:|[-+~].*$", "", answer.stdout)
        found.append(f"{re.sub(r'^(ruby|python3)-|-dev$', '', package)} {version}")
    return ", ".join(found)


class Program(Suite):
    folder = "interop"
    packages = ()

    @property
    def version(self):
        return debian_version(*self.packages)

    @classmethod
    def has(cls, _function):
        return True

    @classmethod
    def cases(cls):
        source = (ROOT / "tests" / cls.folder / f"{cls.program}.cpp").read_text(encoding="utf-8")
        slots = source[source.index("Q_SLOTS:"):]
        names = re.findall(r"^    void (\w+)\(\);?$", slots, re.MULTILINE)
        return [name for name in names if not NOT_CASES.search(name) and cls.has(name)]

    def run(self, wanted, report):
        binary = self.context.build / "tests" / self.folder / self.program
        output = self.context.path(f"{self.program}.xml")
        try:
            subprocess.run([str(binary), *wanted, "-o", f"{output},junitxml"], env=self.context.environment(), cwd=INTEROP,
                           timeout=240, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            cases = xml.etree.ElementTree.parse(output).getroot().findall("testcase")
        except (OSError, subprocess.TimeoutExpired, xml.etree.ElementTree.ParseError) as problem:
            report(Row(self.name, self.program, self.version, "failed", f"it did not run to its end: {problem}"))
            return
        for one in cases:
            name, bad, left_out = one.get("name"), one.find("failure"), one.find("skipped")
            if NOT_CASES.search(name) and bad is None and left_out is None:
                continue
            words = bad.get("message") if bad is not None else left_out.get("message") if left_out is not None else ""
            result = "failed" if bad is not None else "skipped" if left_out is not None else "passed"
            report(Row(self.name, "(all)" if left_out is not None and NOT_CASES.search(name) else name, self.version, result, words,
                       float(one.get("time") or 0)))


class Zaikio(Program):
    name, server = "zaikio", "ActionCable of Debian's ruby-actioncable, under puma"
    program, packages = "tst_interop_zaikio", ("ruby-actioncable", "puma")


class AnyCable(Program):
    name, server = "anycable", "AnyCable's extended protocol, written from its documentation"
    program, packages = "tst_interop_anycable", ("python3-websockets",)


class Voipbin(Program):
    name, server = "voipbin", "documented and deployed behaviour, written from the specification"
    program, packages = "tst_interop", ("python3-websockets",)

    @classmethod
    def has(cls, function):
        return not FixServers.has(function)


class FixServers(Program):
    name, server = "fix", "backend and core on aiohttp, written from the specification"
    program, packages = "tst_interop", ("python3-aiohttp",)

    @classmethod
    def has(cls, function):
        return "Fix" in function or "Workspace" in function


class FixPings(Program):
    name, server = "fix-pings", "FastAPI under uvicorn, while the window is busy"
    program, packages = "tst_interop_fixpings", ("python3-fastapi", "python3-uvicorn")


class DaptinGenerations(Program):
    name, server = "daptin", "three generations of /live, written from notes on the real ones"
    program = "tst_interop_daptin"
    version = "generations A, B, C"


class KafkaMock(Program):
    name, server = "kafka-mock", "the mock cluster of librdkafka"
    program, folder, packages = "tst_kafkafeed", "app/feeds", ("librdkafka-dev",)


SUITES = [Zaikio, AnyCable, Voipbin, FixServers, FixPings, DaptinGenerations, KafkaMock]
