# SPDX-License-Identifier: GPL-3.0-or-later
"""ACM's events in Apache Kafka itself, written there by Kafka's own Java client."""
import json
import os
import re
import signal
import time

from harness import Suite, case, check, equal, wait_for
from kafkaserver import PASSWORD, Broker, cloud_event
from programs import debian_version

SHOWN = {"start": "beginning"}


def librdkafka():
    """As numbers; none where it is no Debian package."""
    return tuple(int(number) for number in re.findall(r"\d+", debian_version("librdkafka-dev")))


def data(recording, kind="x"):
    return [row.get("data") for row in recording.of(kind)]


class Kafka(Suite):
    server = "Apache Kafka in KRaft mode, from Maven Central"
    debian = False
    broker = None

    def prepare(self):
        self.broker = Broker(self.context, self.version)
        self.broker.start()
        self.peer = self.broker.peer
        self.peer.create("doors")
        self.peer.numbers("doors", 0, 3)

    def finish(self):
        if self.broker:
            self.broker.finish()

    def record(self, topics, options=None, listener="PLAIN", host="127.0.0.1", **more):
        return self.context.record("acm", self.broker.url(listener, host), topics, options=options or SHOWN, **more)

    @case
    def recordsInBothModesBecomeEventsHoweverCompressed(self):
        self.peer.create("modes", 2)
        structured = json.dumps({"specversion": "1.0", "id": "7", "source": "s", "type": "y", "data": {"n": 12345678901234567890}})
        for number, compression in enumerate(("none", "gzip", "snappy", "lz4", "zstd")):
            self.peer.produce("modes", cloud_event(json.dumps({"by": number}), key=f"kind-{number}"), compression=compression)
        self.peer.produce("modes", {"partition": 1, "value": structured,
                                    "headers": [["Content-Type", "application/cloudevents+json; charset=UTF-8"]]})
        recording = self.record(["modes"], count=6)
        equal(recording.end()["undecodable"], 0, "undecodable")
        equal(data(recording), [{"by": number} for number in range(5)], "binary mode")
        equal(data(recording, "y"), [{"n": 12345678901234567890}], "structured mode")
        row = recording.of("x")[2]
        equal([row[key] for key in ("kafkatopic", "kafkapartition", "kafkaoffset", "kafkamessagekey")],
              ["modes", "0", "2", "kind-2"], "where it was read")

    @case
    def recordsThatAreNoCloudEventsAreShownAsSuch(self):
        self.peer.create("others")
        self.peer.produce("others", {"value": "plain"}, {"value": None, "key": "gone"}, {"value64": "//4A"},
                          {"value": "{}", "headers": [["ce_type", "x"], ["ce_empty", None], ["a", "1"], ["a", "2"]]},
                          cloud_event('{"n":1}', "X", headers=[["CE_SpecVersion", "1.0"], ["CE_Type", "upper"], ["ce_id", "1"],
                                                               ["ce_source", "s"]]))
        recording = self.record(["others"], count=5)
        recording.end()
        kinds = [row["type"] for row in recording.events()]
        equal(kinds.count("kafka.tombstone"), 1, "tombstones")
        check("upper" in kinds, f"header names in capitals: {kinds}")

    @case
    def recordsOfSeveralMegabytesArrive(self):
        self.peer.create("large", 1, max_message_bytes=20_000_000)
        self.peer.produce("large", cloud_event(json.dumps("x" * 5_000_000)), cloud_event("1"), compression="none")
        recording = self.record(["large"], count=2)
        recording.end()
        equal([len(data(recording)[0]), data(recording)[1]], [5_000_000, 1], "data")

    @case
    def topicsThatAppearLaterAreReadFromTheirBeginning(self):
        self.peer.create("later-1")
        recording = self.record(["^later-.*"], {"start": "now"})
        recording.wait_rows("eventscope.ack")
        self.peer.create("later-2", 2)
        self.peer.numbers("later-2", 0, 5)
        self.peer.create("other-2")
        self.peer.numbers("other-2", 90, 92)
        recording.wait_events(5, 45)  # topics are looked for every half minute
        self.peer.numbers("later-1", 5, 8)
        recording.wait_events(8)
        recording.interrupt()
        equal(data(recording), list(range(8)), "data")

    @case
    def startsNowAtTheBeginningOrAtATime(self):
        self.peer.create("starts", 1, retention_ms="-1")  # its records are old
        first_of_january, day = 1767225600000, 86_400_000
        for number in range(3):
            self.peer.produce("starts", cloud_event(str(number), time=first_of_january + number * day))
        at_time = self.record(["starts"], {"start": "time", "since": "2026-01-02T00:00:00Z"}, count=2)
        at_time.end()
        equal(data(at_time), [1, 2], "since the second day")
        now = self.record(["starts"], {"start": "now"}, count=1)
        now.wait_rows("eventscope.ack")
        self.peer.numbers("starts", 3, 4)
        now.end()
        equal(data(now), [3], "now")

    def check_broker_restart(self, topic, end_it):
        self.peer.create(topic, 2)
        self.peer.numbers(topic, 0, 200)
        recording = self.record([topic])
        recording.wait_events(200)
        end_it()
        recording.wait_rows("eventscope.disconnected")
        self.broker.start()
        self.peer.numbers(topic, 200, 400)
        recording.wait_events(400, 60)
        recording.interrupt()
        equal(data(recording), list(range(400)), "data")
        equal(recording.summary["duplicates"], 0, "duplicates")
        equal(len(recording.of("eventscope.gap")), 0, "gaps")

    @case
    def aBrokerThatRestartsLosesAndRepeatsNothing(self):
        self.check_broker_restart("restart", self.broker.stop)

    @case
    def aBrokerThatIsKilledLosesAndRepeatsNothing(self):
        self.check_broker_restart("killed", self.broker.kill)

    @case
    def aRestartOfTheProgramGoesOnFromTheCapture(self):
        self.peer.create("resumed", 2)
        self.peer.numbers("resumed", 0, 100)
        first = self.record(["resumed"], SHOWN, count=40)
        first.end()
        self.peer.numbers("resumed", 100, 150)
        second = self.record(["resumed"], {"start": "resume"}, capture=first.capture, count=60)
        second.end()
        third = self.record(["resumed"], {"start": "resume"}, capture=first.capture)
        third.wait_events(150)
        third.interrupt()
        equal(data(third), list(range(150)), "data")
        equal(len(third.of("eventscope.gap")), 0, "gaps")

    @case
    def aProgramThatIsKilledInAFloodGoesOnWithoutLossOrRepeat(self):
        self.peer.create("crash", 1)
        capture, total = self.context.path("crash"), 60_000
        for first in range(0, total, 10_000):
            self.peer.numbers("crash", first, first + 10_000)
        killed = 0
        for more in (100_000, 3_000_000, 3_000_000):
            start = {"start": "resume"} if os.path.exists(capture) else SHOWN
            recording = self.record(["crash"], start, capture=capture)
            enough = recording.size() + more
            wait_for(lambda: recording.size() > enough or len(recording.events()) >= total, 30, f"{more} bytes of events")
            recording.kill()
            killed += len(recording.events()) < total
        check(killed > 0, "it was never killed in the middle")
        last = self.record(["crash"], {"start": "resume"}, capture=capture)
        last.wait_events(total, 60)
        last.interrupt()
        equal([number for number in data(last) if isinstance(number, int)] == list(range(total)), True, "each number once, in order")

    @case
    def twoProgramsReadTheSameTopicsAndTakeNothingFromEachOther(self):
        self.peer.create("shared", 4)
        both = [self.record(["^shared$"]), self.record(["^shared$"])]
        for recording in both:
            recording.wait_rows("eventscope.ack")
        self.peer.produce("shared", *(cloud_event(str(number), partition=number % 4) for number in range(100)))
        for recording in both:
            recording.wait_events(100)
            recording.interrupt()
            equal(sorted(data(recording)), list(range(100)), "data")

    def check_gap(self, recording, count, words):
        recording.wait_events(count, 45)
        recording.interrupt()
        gaps = json.dumps(recording.of("eventscope.gap"))
        equal(len(recording.of("eventscope.gap")), 1, f"gaps {gaps}")
        check(words in gaps, f"the gap should say “{words}”: {gaps}")

    @case
    def recordsThatWereDeletedBeforeTheyWereReadAreAGap(self):
        self.peer.create("trimmed")
        self.peer.numbers("trimmed", 0, 100)
        first = self.record(["trimmed"], count=10)
        first.end()
        self.peer.ask("trim", "trimmed", before=60)
        second = self.record(["trimmed"], {"start": "resume"}, capture=first.capture)
        self.check_gap(second, 50, "from offset 10 to 59")
        equal(data(second), [*range(10), *range(60, 100)], "data")

    @case
    def anOffsetThatGoesOutOfRangeWhileReadingIsAGap(self):
        self.peer.create("moving")
        self.peer.numbers("moving", 0, 10)
        recording = self.record(["moving"])
        recording.wait_events(10)
        recording.signal(signal.SIGSTOP)
        self.peer.numbers("moving", 10, 100)
        self.peer.ask("trim", "moving", before=95)
        recording.signal(signal.SIGCONT)
        recording.wait_events(15, 45)
        seen = len(data(recording))
        recording.interrupt()
        # What was fetched before it was stopped is no loss; the rest that is missing is told.
        equal(len(recording.of("eventscope.gap")), 0 if seen == 100 else 1, f"gaps, with {seen} events")

    @case
    def aTopicThatWasMadeAnewIsAGap(self):
        self.peer.create("anew")
        self.peer.numbers("anew", 0, 50)
        first = self.record(["anew"], count=50)
        first.end()
        self.peer.ask("delete", "anew")
        wait_for(lambda: "anew" not in self.peer.ask("topics").get("topics", []), 20, "the end of the topic")
        self.peer.create("anew")
        self.peer.numbers("anew", 100, 103)
        second = self.record(["anew"], {"start": "resume"}, capture=first.capture)
        self.check_gap(second, 53, "ends at offset 3, before the 50 that comes next")
        equal(data(second)[50:], [100, 101, 102], "data")

    @case
    def aTopicThatIsDeletedWhileItIsReadIsReadAnew(self):
        self.peer.create("moved")
        self.peer.numbers("moved", 0, 5)
        recording = self.record(["moved"])
        recording.wait_events(5)
        self.peer.ask("delete", "moved")
        wait_for(lambda: "moved" not in self.peer.ask("topics").get("topics", []), 20, "the end of the topic")
        self.peer.create("moved")
        self.peer.numbers("moved", 100, 103)
        self.check_gap(recording, 8, "before the 5 that comes next: the topic was made anew")
        equal(data(recording), [*range(5), 100, 101, 102], "data")

    @case
    def partitionsThatAreAddedAreReadFromTheirBeginning(self):
        self.peer.create("growing", 1)
        self.peer.numbers("growing", 0, 3)
        recording = self.record(["growing"], {"start": "now"})
        recording.wait_rows("eventscope.ack")
        self.peer.ask("grow", "growing", partitions=3)
        wait_for(lambda: self.peer.produce("growing", cloud_event("3", partition=2)), 20, "the new partition")
        recording.wait_events(1, 45)  # partitions are looked for every half minute
        recording.interrupt()
        equal((data(recording), recording.summary["gaps"]), ([3], 0), "data, gaps")

    @case
    def connectionsThatTheBrokerClosesForIdlenessAreNoInterruption(self):
        """It does so after 3 s here, and after ten minutes where nobody changed that."""
        self.peer.create("idle", 2)
        recording = self.record(["idle"])
        recording.wait_rows("eventscope.ack")
        began = time.monotonic()
        wait_for(lambda: time.monotonic() > began + 8, 10, "idleness")
        self.peer.numbers("idle", 0, 3)
        recording.wait_events(3)
        recording.interrupt()
        equal((data(recording), len(recording.of("eventscope.connected"))), ([0, 1, 2], 1), "data, connections")

    @case
    def transactionsLeaveHolesThatAreNoGaps(self):
        self.peer.create("transactions")
        self.peer.numbers("transactions", 0, 3, transaction="commit")
        self.peer.numbers("transactions", 90, 93, transaction="abort")
        self.peer.numbers("transactions", 3, 6, transaction="commit")
        recording = self.record(["transactions"], count=6)
        recording.end()
        equal((data(recording), recording.summary["gaps"]), (list(range(6)), 0), "data, gaps")

    @case
    def compactionLeavesHolesThatAreNoGaps(self):
        self.peer.create("compacted", 1, cleanup_policy="compact", segment_ms="100", min_cleanable_dirty_ratio="0.001",
                         min_compaction_lag_ms="0", delete_retention_ms="0")
        for number in range(20):
            self.peer.numbers("compacted", number, number + 1)

        def compacted():
            self.peer.numbers("compacted", 99, 100)  # only closed segments are cleaned, and time closes them only when written to
            recording = self.record(["compacted"], seconds=1)
            recording.end()
            return recording if len(data(recording)) < 15 else None
        recording = wait_for(compacted, 60, "the log cleaner")
        equal(recording.summary["gaps"], 0, "gaps")

    @case
    def aTopicThatIsNotThereIsToldAndNotMade(self):
        recording = self.record(["nobody-made-this"])
        row = recording.wait_rows("eventscope.unconfirmed")[0]
        recording.interrupt()
        check("no topic of this name" in row["data"]["message"], f"the row says {row['data']}")
        check("nobody-made-this" not in self.peer.ask("topics")["topics"], "it was made by asking for it")

    # ---- who may

    def sasl(self, mechanism, user="alice"):
        return {**SHOWN, "security": "sasl_plaintext", "mechanism": mechanism, "user": user}

    def check_refused(self, recording, *words):
        recording.wait_said(*words)
        recording.interrupt(status=None)
        equal(len(recording.events()), 0, "events")

    def check_accepted(self, *arguments, **more):
        recording = self.record(["doors"], *arguments, secret=PASSWORD, count=3, **more)
        equal(recording.end()["stored"], 3, f"stored with {arguments[0]}")

    @case
    def passwordsAreAcceptedInPlain(self):
        self.check_accepted(self.sasl("PLAIN"), "CREDS")

    @case
    def passwordsAreAcceptedByScramWhereTheLibraryKnowsKafka4(self):
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
            if self.version >= "4" and librdkafka() < (2, 6, 1):
                recording = self.record(["doors"], self.sasl(mechanism), "CREDS", secret=PASSWORD)
                self.check_refused(recording, "it is Kafka 4, with which librdkafka before 2.6.1")
            else:
                self.check_accepted(self.sasl(mechanism), "CREDS")

    @case
    def aWrongPasswordIsToldByTheConnection(self):
        for mechanism in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"):
            recording = self.record(["doors"], self.sasl(mechanism), "CREDS", secret="s3cret-and-wrong")
            self.check_refused(recording, "does not accept user and password")

    @case
    def aBrokerThatAsksForSaslIsToldFromOneThatDoesNot(self):
        self.check_refused(self.record(["doors"], SHOWN, "CREDS"), "probably asks for SASL")
        self.check_refused(self.record(["doors"], self.sasl("PLAIN"), "PLAIN", secret=PASSWORD), "knows no user and password")

    @case
    def aMechanismThatTheBrokerDoesNotHaveIsToldWithThoseItHas(self):
        options = {**self.sasl("SCRAM-SHA-256"), "security": "sasl_ssl", "ca": self.broker.file("ca.pem")}
        self.check_refused(self.record(["doors"], options, "TLSCREDS", "localhost", secret=PASSWORD),
                           "does not know the SASL mechanism SCRAM-SHA-256, but PLAIN")

    @case
    def aTopicThatThisUserMayNotReadIsRefused(self):
        self.peer.create("reserved")
        self.peer.ask("reserve", "reserved")
        recording = self.record(["reserved", "doors"], self.sasl("PLAIN"), "CREDS", secret=PASSWORD, count=3)
        recording.end()
        equal([row["topic"] for row in recording.of("eventscope.refused")], ["reserved"], "refused")
        recording.says("may not read the topic")

    @case
    def tlsIsCheckedAgainstItsAuthority(self):
        tls = {**SHOWN, "security": "ssl", "ca": self.broker.file("ca.pem")}
        for host in ("localhost", "127.0.0.1"):
            equal(self.record(["doors"], tls, "TLS", host, count=3).end()["stored"], 3, f"stored from {host}")
        untrusted = self.record(["doors"], {**SHOWN, "security": "ssl"}, "TLS", "localhost")
        self.check_refused(untrusted, "is not trusted")

    @case
    def aCertificateForAnotherHostIsRefusedUnlessAnyIsTaken(self):
        tls = {**SHOWN, "security": "ssl", "ca": self.broker.file("ca.pem")}
        equal(self.record(["doors"], {**tls, "hostname": "none"}, "ELSEWHERE", "localhost", count=3).end()["stored"], 3, "stored")
        self.check_refused(self.record(["doors"], tls, "ELSEWHERE", "localhost"), "is for another host, or not by the CA")

    @case
    def tlsAndUserAndPasswordWorkTogether(self):
        self.check_accepted({**self.sasl("PLAIN"), "security": "sasl_ssl", "ca": self.broker.file("ca.pem")}, "TLSCREDS", "localhost")

    @case
    def aClientCertificateOpensTheDoorAndNoneDoesNot(self):
        tls = {**SHOWN, "security": "ssl", "ca": self.broker.file("ca.pem")}
        mutual = {**tls, "certificate": self.broker.file("client.pem"), "key": self.broker.file("client.key")}
        equal(self.record(["doors"], mutual, "MUTUAL", "localhost", count=3).end()["stored"], 3, "stored")
        self.check_refused(self.record(["doors"], tls, "MUTUAL", "localhost"), "wants a client certificate")

    @case
    def theKeyOfAClientIsReadWithItsPassword(self):
        mutual = {**SHOWN, "security": "ssl", "ca": self.broker.file("ca.pem"), "certificate": self.broker.file("client.pem"),
                  "key": self.broker.file("client-locked.key")}
        recording = self.record(["doors"], mutual, "MUTUAL", "localhost", count=3, secret=PASSWORD, secret_option="keypassword")
        equal(recording.end()["stored"], 3, "stored")
        for more in ({"secret": "s3cret-and-wrong", "secret_option": "keypassword"}, {}):
            self.check_refused(self.record(["doors"], mutual, "MUTUAL", "localhost", **more), "the client key cannot be read: check its password")

    @case
    def aTopicThatTwoPatternsMatchIsStoredOnce(self):
        for topic in ("overlap.1", "overlap.2"):
            self.peer.create(topic)
            self.peer.produce(topic, cloud_event(json.dumps({"on": topic})))
        recording = self.record(["^overlap.*", "^.*lap\\.1$", "overlap.1"], count=2)
        equal(recording.end()["stored"], 2, "stored")
        equal(sorted(event["on"] for event in data(recording)), ["overlap.1", "overlap.2"], "events")

    @case
    def tlsAtTheWrongPortIsToldBothWays(self):
        self.check_refused(self.record(["doors"], {**SHOWN, "security": "ssl"}, "PLAIN"), "speaks no TLS at this port")
        self.check_refused(self.record(["doors"], SHOWN, "TLS"), "probably wants TLS")


class Kafka4(Kafka):
    name, version = "kafka", "4.1.0"


class Kafka3(Kafka):
    name, version = "kafka-3", "3.9.1"


SUITES = [Kafka4, Kafka3]
