# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of README.md, here and at the top: every test that they name exists."""
import re

from harness import ROOT, Suite, case, equal


def named(path):
    text = re.sub(r"```.*?```", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`]+)`", "\n".join(line for line in text.splitlines() if line.startswith("|")))


def functions():
    text = "\n".join(path.read_text(encoding="utf-8") for folder in ("tests/app", "tests/models", "tests/views", "tests/interop")
                     for kind in ("*.cpp", "*.py") for path in (ROOT / folder).rglob(kind))
    return set(re.findall(r"(?:void (?:\w+::)?|def )(\w+)\(", text))


class Table(Suite):
    name, server = "table", "the tables of the README files"

    @case
    def everyTestThatTheTablesNameExists(self):
        known = functions()
        missing = []
        for name in named("tests/interop/README.md"):
            if re.fullmatch(r"(voipbin|fix|zaikio|daptin|acm|json)/[a-z0-9-]+", name):
                there = (ROOT / "tests" / "fixtures" / "dialects" / f"{name}.transcript").exists()
            elif name.startswith("tests/"):
                there = (ROOT / name).exists()
            else:
                there = not re.fullmatch(r"[a-z]+(?:[A-Z0-9]\w*)+", name) or name in known
            if not there:
                missing.append(name)
        equal(missing, [], "tests that are not there")

    @case
    def everyProofOfTheMainReadmeExists(self):
        paths = [name for name in named("README.md") if name.startswith("tests/")]
        equal([name for name in paths if not (ROOT / name).exists()], [], "files that are not there")


SUITES = [Table]
