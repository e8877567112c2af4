# SPDX-License-Identifier: GPL-3.0-or-later
"""Daptin itself, built from its Go module, with a fresh SQLite database. It is large: the first build takes some minutes."""
import glob
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

from harness import INTEROP, Failed, Skipped, check, free_ports, stop, wait_for

MODULE = "github.com/daptin/daptin"
# Modules that not every proxy has, and what is done without them: neither has to do with /live.
FORK_OF_OLRIC = "github.com/daptin/olric@v0.5.7-daptin.1"
LLM = "github.com/zendev-sh/goai"
PASSWORD = "s3cret-tester"


def go(folder, *arguments, seconds=120, **environment):
    return subprocess.run(["go", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=seconds,
                          env={**os.environ, **environment})


def download(cache, module):
    """Its folder, or None and the proxy's words."""
    answer = go(cache, "mod", "download", "-json", module, seconds=300)
    try:
        about = json.loads(answer.stdout)
    except ValueError:
        about = {"Error": answer.stderr}
    return (about["Dir"], "") if about.get("Dir") else (None, about.get("Error", answer.stderr).replace("\n", " ")[-300:])


def leave_out(source, cache):
    """Makes the source build without what the proxy does not have; says what that was."""
    left_out = []
    with open(os.path.join(source, "go.mod"), encoding="utf-8") as file:
        wanted = file.read()
    if FORK_OF_OLRIC.split("@", maxsplit=1)[0] in wanted and not download(cache, FORK_OF_OLRIC)[0]:
        go(source, "mod", "edit", "-dropreplace", "github.com/buraksezer/olric@v0.5.7")
        left_out.append("upstream olric")
    version = [line.split()[1] for line in wanted.splitlines() if line.strip().startswith(LLM + " ")]
    if version and not download(cache, f"{LLM}@{version[0]}")[0]:
        go(source, "mod", "edit", "-droprequire", LLM)
        for old in glob.glob(os.path.join(source, "server", "llm", "goai_provider*.go")):
            os.remove(old)
        shutil.copy(INTEROP / "daptin" / "llm_left_out.go", os.path.join(source, "server", "llm"))
        left_out.append("no LLM")
    return left_out


def build(cache, version):
    """(program, what was left out). The source and the program stay in the cache."""
    if not shutil.which("go"):
        raise Skipped("needs Go to build Daptin (go.dev or Debian's golang)")
    if not shutil.which("gcc"):
        raise Skipped("needs gcc: Daptin's SQLite is C")
    folder = cache / "daptin"
    program, notes = folder / f"daptin-{version}", folder / f"daptin-{version}.left-out"
    folder.mkdir(exist_ok=True)
    if program.exists() and notes.exists():
        return str(program), notes.read_text(encoding="utf-8").strip()
    module, words = download(folder, f"{MODULE}@{version}")
    if not module:
        raise Skipped(f"the Go module proxy does not give {MODULE} {version}: {words}")
    source = folder / f"source-{version}"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(module, source)
    subprocess.run(["chmod", "-R", "u+w", str(source)], check=True)
    left_out = leave_out(source, folder)
    print(f"Building Daptin {version}: some minutes, the first time.", file=sys.stderr, flush=True)
    try:
        answer = go(source, "build", "-trimpath", "-ldflags=-s -w", "-o", str(program), ".", seconds=1500, CGO_ENABLED="1",
                    GOFLAGS="-mod=mod")
    except subprocess.TimeoutExpired:
        raise Skipped(f"Daptin {version} was not built within 25 minutes") from None
    if answer.returncode != 0:
        raise Skipped(f"Daptin {version} does not build here: {answer.stderr.strip()[-300:]}")
    shutil.rmtree(source)
    notes.write_text(", ".join(left_out) + "\n", encoding="utf-8")
    return str(program), ", ".join(left_out)


class Server:
    def __init__(self, context, program):
        self.program, self.folder = program, context.path("daptin")
        self.port, self.cache_port = free_ports(2)
        self.process = None
        self.environment = context.environment(HOME=self.folder)
        os.makedirs(os.path.join(self.folder, "daptinweb"))
        self.log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8")

    def start(self):
        self.process = subprocess.Popen([self.program, "-port", f"127.0.0.1:{self.port}", "-db_type", "sqlite3",
                                         "-db_connection_string", "interop.db", "-log_level", "error"],
                                        cwd=self.folder, stdout=self.log, stderr=self.log, env=self.environment)
        wait_for(self.answers, 120, "Daptin")

    def answers(self):
        if self.process.poll() is not None:
            self.log.seek(0)
            raise Failed(f"Daptin ended: {self.log.read()[-800:]}")
        try:
            self.ask("GET", "/api/world")
        except (OSError, Failed):
            return False
        return True

    def stop(self):
        if self.process:
            stop(self.process)

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}/live"

    def ask(self, method, path, body=None, token=None):
        headers = {"Content-Type": "application/vnd.api+json" if path.startswith("/api") else "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method, headers=headers,
                                         data=json.dumps(body).encode() if body is not None else None)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as problem:
            raise Failed(f"{method} {path}: {problem.code} {problem.read()[:300]}") from None

    def sign_up(self, name):
        """A user of this name; (the token, the id of the row)."""
        who = {"attributes": {"email": f"{name}@example.com", "name": name, "password": PASSWORD, "passwordConfirm": PASSWORD}}
        self.ask("POST", "/action/user_account/signup", who)
        for part in self.ask("POST", "/action/user_account/signin", who):
            if part["ResponseType"] == "client.store.set" and part["Attributes"]["key"] == "token":
                token = part["Attributes"]["value"]
        rows = self.ask("GET", "/api/user_account?page%5Bsize%5D=100", token=token)["data"]
        found = [row["id"] for row in rows if row["attributes"]["email"] == who["attributes"]["email"]]
        check(found, f"the row of {name} was not found")
        return token, found[0]

    def rename(self, token, row, name):
        self.ask("PATCH", f"/api/user_account/{row}", {"data": {"type": "user_account", "id": row, "attributes": {"name": name}}}, token)
