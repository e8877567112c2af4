# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/interop/run starts this: see there for its use."""
import argparse
import concurrent.futures
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import harness
import programs
import fix
import kafka
import kinds
import daptin
import table

SUITES = [*programs.SUITES, *fix.SUITES, *kafka.SUITES, *daptin.SUITES, *kinds.SUITES, *table.SUITES]


def arguments():
    parser = argparse.ArgumentParser(prog="tests/interop/run", description="Runs the built program against real servers.")
    parser.add_argument("--list", action="store_true", help="list suites and cases, and end")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="only what has this in the name of its suite, server or case; may be given several times")
    parser.add_argument("--debian", action="store_true", help="only what needs nothing but Debian packages")
    parser.add_argument("--beside-ctest", action="store_true",
                        help="leave out the programs that ctest runs as well (.ci/run does: it runs ctest later)")
    parser.add_argument("--preset", default="dev", choices=["dev", "asan", "release", "ci"], help="which build (default: dev)")
    parser.add_argument("--no-build", action="store_true", help="take what is built already")
    parser.add_argument("--jobs", type=int, default=3, metavar="N", help="how many servers at once (default: 3)")
    return parser.parse_args()


def chosen(options):
    """[(suite, names of its cases)]; a program with tests knows its cases only when it has run."""
    found = []
    for suite in SUITES:
        if options.debian and not suite.debian or options.beside_ctest and issubclass(suite, programs.Program):
            continue
        title = f"{suite.name} {suite.server}".lower()
        names = suite.cases()
        if options.only and not any(word.lower() in title for word in options.only):
            names = [name for name in names if any(word.lower() in name.lower() for word in options.only)]
            if not names:
                continue
        found.append((suite, names))
    return found


def build(preset, wanted):
    folder = harness.ROOT / "build" / preset
    if not (folder / "build.ninja").exists():
        subprocess.run(["cmake", "--preset", preset], cwd=harness.ROOT, check=True, stdout=subprocess.DEVNULL)
    targets = {"eventscope", *(suite.program for suite, _ in wanted if suite.program)}
    subprocess.run(["cmake", "--build", "--preset", preset, "--target", *targets], cwd=harness.ROOT, check=True,
                   stdout=sys.stderr)


def print_table(rows):
    print(f"\n{'case':<72} {'server':<12} {'version':<34} {'result':<8} {'s':>5}")
    for row in rows:
        print(f"{row.name:<72} {row.suite:<12} {row.version:<34} {row.result:<8} {row.seconds:>5.1f}")
        if row.words:
            print(f"    {row.words}")
    counts = {result: sum(row.result == result for row in rows) for result in ("passed", "failed", "skipped")}
    print("\n" + ", ".join(f"{count} {result}" for result, count in counts.items()))


def main():
    options = arguments()
    if options.list:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` is a good use of a list
        for suite, names in chosen(options):
            print(f"{suite.name}: {suite.server}{'' if suite.debian else ' (not with --debian)'}")
            for name in names:
                print(f"    {name}")
        return 0
    wanted = chosen(options)
    if not wanted:
        print(f"No suite, server or case has {' or '.join(options.only)} in its name; --list names all.", file=sys.stderr)
        return 2
    if not options.no_build:
        build(options.preset, wanted)
    folder = harness.ROOT / "build" / options.preset
    built = folder / "app" / "eventscope"
    if not built.exists():
        print(f"There is no {built}: build it first.", file=sys.stderr)
        return 1
    home = tempfile.TemporaryDirectory(prefix="eventscope-interop-")
    # A copy, which no build in the meantime takes away.
    program = shutil.copy(built, home.name)
    rows, began = [], time.monotonic()

    def report(row):
        rows.append(row)
        print(f"[{time.monotonic() - began:5.0f} s] {row.suite}: {row.name}: {row.result}", file=sys.stderr, flush=True)

    def run(choice):
        kind, names = choice
        context = harness.Context(folder, program)
        suite = kind(context)
        try:
            suite.run(names, report)
        finally:
            context.end_case()
            suite.finish()

    # They wait most of the time, each for its own server.
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(run, wanted))
    names = [kind.name for kind, _ in wanted]
    rows.sort(key=lambda row: names.index(row.suite))
    print_table(rows)
    return 1 if any(row.result == "failed" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
