# SPDX-License-Identifier: GPL-3.0-or-later
"""Apache Kafka from Maven Central, one node in KRaft mode, and its own Java client as the other side of a topic."""
import base64
import json
import os
import re
import shutil
import socket
import subprocess
import uuid

from harness import INTEROP, Failed, Skipped, check, free_ports, stop, wait_for

LISTENERS = ("PLAIN", "CREDS", "TLS", "TLSCREDS", "MUTUAL", "ELSEWHERE", "CONTROLLER")
PASSWORD = "s3cret-pass"

PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{CONTROLLER}
listeners={listeners}
listener.security.protocol.map=PLAIN:PLAINTEXT,CREDS:SASL_PLAINTEXT,TLS:SSL,TLSCREDS:SASL_SSL,MUTUAL:SSL,ELSEWHERE:SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAIN
log.dirs={folder}/log
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
{sasl}
ssl.keystore.type=PEM
ssl.keystore.location={folder}/server-all.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/ca.pem
listener.name.mutual.ssl.client.auth=required
listener.name.elsewhere.ssl.keystore.type=PEM
listener.name.elsewhere.ssl.keystore.location={folder}/elsewhere-all.pem
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=true
super.users=User:ANONYMOUS;User:admin
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.min.isr=1
message.max.bytes=20000000
connections.max.idle.ms=3000
log.cleaner.backoff.ms=200
log.retention.check.interval.ms=500
log.initial.task.delay.ms=200
"""


def sasl_lines():
    yield "listener.name.tlscreds.sasl.enabled.mechanisms=PLAIN"
    module = "org.apache.kafka.common.security"
    for listener in ("creds", "tlscreds"):
        yield (f"listener.name.{listener}.plain.sasl.jaas.config={module}.plain.PlainLoginModule required "
               f'user_alice="{PASSWORD}" user_admin="{PASSWORD}";')
        for size in (256, 512):
            yield f"listener.name.{listener}.scram-sha-{size}.sasl.jaas.config={module}.scram.ScramLoginModule required;"


def fetch(cache, version):
    """The folder with the jars; from Maven Central where they are not there yet."""
    folder = cache / "kafka" / version
    if (folder / "complete").exists():
        return folder
    if not shutil.which("mvn"):
        raise Skipped("needs mvn to fetch Apache Kafka from Maven Central (Debian's maven)")
    answer = subprocess.run(["mvn", "-B", "-q", "-f", str(INTEROP / "kafka" / "pom.xml"), "dependency:copy-dependencies",
                             f"-Dkafka.version={version}", f"-DoutputDirectory={folder}"],
                            capture_output=True, text=True, check=False, timeout=300)
    if answer.returncode != 0:
        errors = re.findall(r"^.*ERROR.*$", answer.stdout, re.MULTILINE) or [answer.stderr or answer.stdout]
        raise Skipped(f"Maven Central does not give Apache Kafka {version}: {errors[0][:300]}")
    (folder / "complete").touch()
    return folder


def openssl(folder, *arguments):
    answer = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    check(answer.returncode == 0, f"openssl {arguments[0]}: {answer.stderr}")


def make_certificates(folder):
    """A CA, and by it a server (127.0.0.1, localhost), one elsewhere, and a client; for a day, in a folder that goes with the test."""
    new_key = ["-newkey", "rsa:2048", "-nodes", "-days", "1"]
    openssl(folder, "req", "-x509", *new_key, "-subj", "/CN=interop CA", "-keyout", "ca.key", "-out", "ca.pem")
    extensions = {"server": "subjectAltName=IP:127.0.0.1,DNS:localhost", "elsewhere": "subjectAltName=DNS:elsewhere.example",
                  "client": "extendedKeyUsage=clientAuth"}
    for name, extension in extensions.items():
        openssl(folder, "req", *new_key[:3], "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        with open(os.path.join(folder, f"{name}.ext"), "w", encoding="utf-8") as file:
            file.write(extension + "\n")
        openssl(folder, "x509", "-req", "-days", "1", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-extfile", f"{name}.ext", "-out", f"{name}.pem")
    openssl(folder, "pkcs8", "-topk8", "-in", "client.key", "-out", "client-locked.key", "-passout", f"pass:{PASSWORD}")
    for name in ("server", "elsewhere"):
        parts = [open(os.path.join(folder, part), encoding="utf-8").read() for part in (f"{name}.key", f"{name}.pem", "ca.pem")]
        with open(os.path.join(folder, f"{name}-all.pem"), "w", encoding="utf-8") as file:
            file.write("".join(parts))


class Broker:
    def __init__(self, context, version):
        if not shutil.which("java") or not shutil.which("javac"):
            raise Skipped("needs a JDK 17 or later (Debian's default-jdk-headless)")
        if not shutil.which("openssl"):
            raise Skipped("needs openssl to make certificates")
        self.jars = f"{fetch(context.cache, version)}/*"
        self.folder = context.path(f"kafka-{version}")
        os.makedirs(self.folder)
        self.ports = dict(zip(LISTENERS, free_ports(len(LISTENERS))))
        self.process = self.peer = None
        self.log = open(os.path.join(self.folder, "broker.log"), "w+", encoding="utf-8")
        make_certificates(self.folder)
        self.settings = os.path.join(self.folder, "server.properties")
        listeners = ",".join(f"{name}://127.0.0.1:{port}" for name, port in self.ports.items())
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(PROPERTIES.format(**self.ports, listeners=listeners, folder=self.folder, sasl="\n".join(sasl_lines())))
        self.format()

    def java(self, *arguments):
        return ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", self.jars, *arguments]

    def format(self):
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        answer = subprocess.run(self.java("kafka.tools.StorageTool", "format", "-t", cluster, "-c", self.settings),
                                capture_output=True, text=True, check=False, timeout=120)
        check(answer.returncode == 0, f"the storage of Kafka was not made: {(answer.stdout + answer.stderr)[-500:]}")

    def start(self):
        self.process = subprocess.Popen(self.java("kafka.Kafka", self.settings), stdout=self.log, stderr=self.log)
        wait_for(self.listens, 60, "the broker")
        if not self.peer:
            self.peer = Peer(self)
            for size in (256, 512):
                self.peer.ask("user", user="alice", password=PASSWORD, mechanism=f"SCRAM-SHA-{size}")
        self.peer.ask("topics")

    def listens(self):
        if self.process.poll() is not None:
            self.log.seek(0)
            raise Failed(f"Kafka ended: {self.log.read()[-800:]}")
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.ports["PLAIN"])) == 0

    def stop(self):
        stop(self.process, 30)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def finish(self):
        for process in (self.peer and self.peer.process, self.process):
            if process:
                process.kill()
                process.wait()

    def url(self, listener="PLAIN", host="127.0.0.1"):
        return f"kafka://{host}:{self.ports[listener]}/"

    def file(self, name):
        return os.path.join(self.folder, name)


class Peer:
    """KafkaPeer.java, asked by lines."""

    def __init__(self, broker):
        self.log = open(broker.file("peer.log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(broker.java(str(INTEROP / "kafka" / "KafkaPeer.java"), f"127.0.0.1:{broker.ports['PLAIN']}"),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)

    def ask(self, operation, topic="", **more):
        self.process.stdin.write(json.dumps({"op": operation, "topic": topic, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            self.log.seek(0)
            raise Failed(f"Kafka's own client ended: {self.log.read()[-800:]}")
        answer = json.loads(line)
        check("error" not in answer, f"{operation} {topic}: {answer.get('error')}")
        return answer

    def create(self, topic, partitions=1, **config):
        self.ask("create", topic, partitions=partitions, config={key.replace("_", "."): value for key, value in config.items()})

    def produce(self, topic, *records, **more):
        return self.ask("produce", topic, records=list(records), **more)["offsets"]

    def numbers(self, topic, first, end, **more):
        """Records in binary mode whose data is their number."""
        self.produce(topic, *(cloud_event(str(number)) for number in range(first, end)), **more)


def cloud_event(value, kind="x", **more):
    headers = [["ce_specversion", "1.0"], ["ce_type", kind], ["ce_id", str(uuid.uuid4())], ["ce_source", "hub1"],
               ["content-type", "application/json"]]
    return {"partition": 0, "key": kind, "value": value, "headers": headers, **more}
