# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of README.md, here and at the top: every test that they name exists."""
import re

from harness import ROOT, Suite, case, check, equal


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
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        links = re.findall(r"\]\((tests/[^)#]+)(?:#([^)]*))?\)", text)
        check(len(links) > 50, f"only {len(links)} links to tests")
        equal([path for path, _ in links if not (ROOT / path).exists()], [], "files that are not there")
        headings = re.findall(r"^#+ (.+)$", (ROOT / "tests/interop/README.md").read_text(encoding="utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        equal([anchor for _, anchor in links if anchor and anchor not in anchors], [], "headings that are not there")


SUITES = [Table]
