# SPDX-License-Identifier: Apache-2.0
"""Every query of Grafana's dashboard shows something in a real Prometheus that
reads bridges to which everything has happened that the panels are about."""

import concurrent.futures
import contextlib
import json
import math
import queue
import re
import signal
import types

import pytest
import yaml

import bridge as bridges
import callee as callees
import certificates
import crossbar_config
import values
from bridge import configuration, identity
from client import Client, failing
from identities_test import Realm
from network import eventually, http_status
from peer import Peer
from prometheus import Prometheus
from relay import Relay
from tokens import bearer
from tracing_test import Receiver
from wampbridge.v1 import bridge_pb2

CHART = bridges.ROOT / "deploy/helm/wampbridge"
RULES = CHART / "files/alerts.yaml"
DASHBOARD = json.loads(
    (CHART / "dashboards/wampbridge.json").read_text(encoding="utf-8"))
CHOSEN = {"namespace": "shop", "job": "wampbridge", "instance": ".*",
          "identity": ".*", "__rate_interval": "10s"}
TOPIC = "com.dashboard.topic"
# Little is read ahead of the application.
STALLED_OPTIONS = [("grpc.http2.bdp_probe", 0),
                   ("grpc.http2.lookahead_bytes", 65536)]
# How many retries a budget of 0 allows (bridge/server/retry_policy.h).
CALLS_SAVED = 10
EVERYTHING = {"call": ["**"], "publish": ["**"], "subscribe": ["**"]}


def queries():
    """Gives {name: query} of all panels and marks."""
    found = {}
    row = ""
    for panel in DASHBOARD["panels"]:
        if panel["type"] == "row":
            row = panel["title"]
        for one in panel.get("targets", []):
            legend = one["legendFormat"]
            found[f"{row}/{panel['title']}/{legend}"] = one["expr"]
    for one in DASHBOARD["annotations"]["list"]:
        found[f"marks/{one['name']}"] = one["expr"]
    return found


QUERIES = queries()
VARIABLES = {one["name"]: one["definition"]
             for one in DASHBOARD["templating"]["list"]
             if one["type"] == "query"}


def chosen(text):
    """Gives a query as Grafana sends it."""
    for name, value in CHOSEN.items():
        text = text.replace(f"${name}", value)
    assert "$" not in text
    return text


def names_in(queries_):
    """Gives the names of the bridge's metrics in queries."""
    return {name for query in queries_
            for name in re.findall(r"\b(?:wampbridge|process)_\w+", query)
            if f'"{name}"' not in query}


class Scene:
    """Bridges, and what happens to them: behind Crossbar `main`, whose
    connections can be cut, `own`, in which each caller has an identity, and
    `tls`, which has a certificate; and `realm`, in which callers' tokens are
    the secrets."""

    def __init__(self, stack, folder, tools, crossbar, issuer):
        self._stack = stack  # ends all, whichever way
        receiver = Receiver()
        stack.callback(receiver.close)
        self._issuer = issuer
        self._relay = Relay(int(crossbar.url("tcp").rsplit(":", 1)[1]))
        stack.callback(self._relay.close)
        self.main = bridges.Bridge(folder, configuration(
            f"tcp://127.0.0.1:{self._relay.port}",
            {"default": identity(pool={"wait_for_session": "20s"}),
             "refused": identity("ticket", "joe", "WRONG", required=False)},
            grpc={"max_message_bytes": "64KiB"},
            telemetry={
                "metrics": {"uri_labels": [
                    {"pattern": "com.test.**", "label": "test"}]},
                "tracing": {"otlp_endpoint": f"http://{receiver.target}",
                            "sample_ratio": 1}}),
            environment={"WRONG": "no ticket of joe's"})
        stack.callback(self.main.close)
        for name in ("alice", "carol"):
            secret = folder / f"secret-{name}"
            secret.write_text(crossbar_config.CALLERS.get(name, "wrong"))
            secret.chmod(0o600)
        self.own = bridges.Bridge(folder, configuration(
            crossbar.url("ws"),
            {"callers": identity("ticket", "{{ caller.subject }}", auth={
                "secret": {"file": str(folder / "secret-")
                           + "{{ caller.subject }}"}})},
            callers={"authentication": issuer.configuration(), "rules": [
                {"match": {"method": "jwt"}, "identities": ["callers"],
                 "allow": EVERYTHING}]},
            # Most spans do not fit.
            telemetry={"tracing": {
                "otlp_endpoint": f"http://{receiver.target}",
                "sample_ratio": 1, "max_queued_spans": 1}}))
        stack.callback(self.own.close)
        certs = folder / "certs"
        certificates.Authority(certs).server("bridge")
        self.tls = bridges.Bridge(folder, configuration(
            crossbar.url("ws"), {"default": identity()}, grpc={"tls": {
                "cert_file": str(certs / "bridge.crt"),
                "key_file": str(certs / "bridge.key")}}))
        stack.callback(self.tls.close)
        (folder / "realm").mkdir()
        self._realm = Realm(folder / "realm", issuer, ["erin"])
        stack.callback(self._realm.close)
        self.bridges = (self.main, self.own, self.tls, self._realm.bridge)
        self._client = self.main.client("default")
        self._peer = Peer("autobahn", tools, crossbar.url("tcp"),
                          serializer="cbor")
        stack.callback(self._peer.close)
        self._peer.do("serve", prefix="com.dashboard")
        self._pool = stack.enter_context(
            concurrent.futures.ThreadPoolExecutor(2 * CALLS_SAVED))
        self._callee = callees.registered(self._client, "com.dashboard.served")
        stack.callback(self._callee.cancel)
        self._publications = queue.Queue()
        self._publish_stream = self._client.stub.PublishStream(
            iter(self._publications.get, None))
        self._publications.put(bridge_pb2.PublishStreamRequest(
            sequence=1, publish=bridge_pb2.PublishRequest(
                identity="default", topic=TOPIC, payload=values.payload(1))))
        stack.callback(self._publications.put, None)

    def everyday(self):
        """Calls that go well and do not, publications, events."""
        client = self._client
        for number in range(20):
            client.call("com.test.echo", number)
        stream = client.subscribed(TOPIC)
        client.publish(TOPIC, 1)
        with failing():
            client.call("com.test.fail")
        with failing():
            self.main.client("nobody").call("com.test.echo")
        with failing():  # its answer comes too late
            client.call("com.test.sleep", 1, timeout=0.3)
        self._peer.do("publish", topic=TOPIC, args=["x" * (65 << 10)])
        self._peer.do("publish", topic=TOPIC, args=[2])
        stream.wait_for("gap")
        stream.wait_for("event")
        stream.cancel()

    def late_answer(self):
        """A Register client answers what nobody waits for any more."""
        self._peer.do("cancel", procedure="com.dashboard.served")
        invocation = self._callee.invocation()
        self._callee.stream.wait_for("interrupt")
        self._callee.result(invocation, "nobody waits")

    def slow_reader(self):
        """Opens a stream that is not read while events come."""
        client = self._stack.enter_context(contextlib.closing(
            Client(self.main.target, options=STALLED_OPTIONS)))
        stream = client.stub.Subscribe(bridge_pb2.SubscribeRequest(
            identity="default",
            topics=[bridge_pb2.Topic(uri="com.dashboard.flood")],
            queue=bridge_pb2.Queue(
                max_events=10, overflow=bridge_pb2.OVERFLOW_DROP_OLDEST)))
        assert next(stream).WhichOneof("frame") == "subscribed"
        self._peer.do("flood", topic="com.dashboard.flood", count=3000,
                      size=2000)
        return stream

    def loss(self, count):
        """Loses the session while so many calls run that may run twice; gives
        how many were not tried again."""
        invoked = len(self._peer.all("invoked"))
        calls = [self._pool.submit(
            self._client.call, "com.dashboard.record", number, 1,
            options=bridge_pb2.CallOptions(idempotent=True))
                 for number in range(count)]
        self._peer.lines("invoked", invoked + count)
        self._relay.cut()
        return sum(one.exception() is not None for one in calls)

    def outage(self, prometheus):
        """The router takes connections and does not answer; calls wait."""
        self._relay.cut_and_hold()
        call = self._pool.submit(self._client.call, "com.test.echo", "waits")
        prometheus.wait_for("wampbridge_session_waiters", "no call waits")
        self._relay.cut()
        assert call.result()[0] == ["waits"]

    def callers(self):
        """One is let in and keeps a stream, one the router refuses, one shows
        no token; and one has its token as the secret."""
        self._realm.client(self._realm.tokens["erin"]).call("com.test.who")
        one = self.own.client(authorization=bearer(self._issuer.token("alice")))
        one.subscribed("com.alice.topic")
        with failing():  # some of its spans do not fit
            one.call("com.alice.nobody")
        refused = self.own.client(
            authorization=bearer(self._issuer.token("carol")))
        with failing():
            refused.call("com.disclosed.x")
        stranger = self._stack.enter_context(contextlib.closing(
            Client(self.own.target)))
        with failing():
            stranger.call("com.disclosed.x")

    def reload(self, prometheus):
        """One configuration takes effect, and one does not."""
        self.main.reconfigure(retry={"budget": 0})
        prometheus.wait_for("wampbridge_config_generation > 1", "not taken")
        self.main.reconfigure(limits={"in_flight": 0})
        prometheus.wait_for("wampbridge_config_refusals_total", "not refused")
        self.main.reconfigure(limits=None)

    def drain(self, prometheus):
        """The bridge is told to end, and does when a call has."""
        invoked = len(self._peer.all("invoked"))
        call = self._pool.submit(
            self._client.call, "com.dashboard.record", "last", 4)
        self._peer.lines("invoked", invoked + 1)
        self.main.process.signal(signal.SIGTERM)
        prometheus.wait_for("wampbridge_draining", "it does not drain")
        assert call.result()
        assert self.main.process.wait() == 0, self.main.output

    def metrics(self):
        """Gives the names of all samples that the bridges have."""
        return {name for one in self.bridges for name in re.findall(
            r"^(\w+)", http_status(one.admin + "/metrics")[1], re.MULTILINE)}


@pytest.fixture(name="watched", scope="module")
def fixture_watched(tmp_path_factory, tools, crossbar, callee, issuer):
    """Gives the Prometheus, and the metrics' names while all was there."""
    assert callee
    folder = tmp_path_factory.mktemp("dashboard")
    with contextlib.ExitStack() as stack:
        scene = Scene(stack, folder, tools, crossbar, issuer)
        prometheus = Prometheus(
            folder, [one.admin.removeprefix("http://")
                     for one in scene.bridges], RULES)
        stack.callback(prometheus.close)
        # What is counted for the first time has no rate before the second.
        for _ in range(2):
            scene.everyday()
            scene.late_answer()
            scene.callers()
            prometheus.scrape()
        stream = scene.slow_reader()
        prometheus.wait_for("wampbridge_backlog_events", "nothing is queued")
        prometheus.wait_for("wampbridge_events_dropped_total",
                            "nothing is dropped")
        stream.cancel()
        assert not scene.loss(CALLS_SAVED // 2)
        scene.outage(prometheus)
        scene.reload(prometheus)
        for _ in range(2):
            assert scene.loss(2 * CALLS_SAVED)
            prometheus.scrape()
        names = scene.metrics()
        scene.drain(prometheus)
        yield types.SimpleNamespace(prometheus=prometheus, names=names)


@pytest.mark.parametrize("name", QUERIES)
def test_query_shows_what_has_happened(watched, name):
    """More than zeros."""
    shown = watched.prometheus.so_far(chosen(QUERIES[name]))
    assert shown, "no series"
    assert any(value > 0 for value in shown if math.isfinite(value)), shown


@pytest.mark.parametrize("name", VARIABLES)
def test_variable_has_values(watched, name):
    metric, label = re.fullmatch(r"label_values\((.*),(\w+)\)",
                                 VARIABLES[name]).groups()
    found = watched.prometheus.ask(
        f"label/{label}/values", **{"match[]": chosen(metric)})
    wanted = {"namespace": {"shop"}, "job": {"wampbridge"},
              "identity": {"default", "refused", "callers", "own"}}
    assert len(found) == 4 or set(found) == wanted[name], found


def test_metrics_of_panels_and_alerts_are_there(watched):
    rules = [rule["expr"] for group in
             yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
             for rule in group["rules"]]
    used = names_in([*QUERIES.values(), *VARIABLES.values(), *rules])
    assert used <= watched.names, used - watched.names


def test_every_metric_of_the_bridge_is_on_a_panel(watched):
    """But what is only there to be joined or set against others."""
    ours = {re.sub("_(bucket|sum|count)$", "", name)
            for name in watched.names if name.startswith("wampbridge_")}
    shown = {re.sub("_(bucket|sum|count)$", "", name)
             for name in names_in(QUERIES.values())}
    assert ours == shown & ours, ours - shown
