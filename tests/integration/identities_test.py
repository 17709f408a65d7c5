# SPDX-License-Identifier: Apache-2.0
"""Identities that each caller has for itself: whoever calls over gRPC is who
the router sees, and nobody is ever taken for somebody else."""

import concurrent.futures
import random
import threading
import time

import grpc
import pytest

import bridge as bridges
import callee as callees
import crossbar_config
import seeds
import tokens
import values
import yaml
from bridge import DevRouter, configuration, identity
from client import Client, Failure
from network import eventually
from tokens import bearer
from wampbridge.v1 import bridge_pb2

EVERYTHING = {"call": ["com.**"], "publish": ["com.**"],
              "subscribe": ["com.**"], "register": ["com.**"]}
ANYBODY = {"match": {"issuer": tokens.NAME}, "identities": ["own"],
           "allow": EVERYTHING}
SUBJECT = "{{ caller.subject }}"
# What could be taken for another: in case, in form, by a separator.
ALIKE = ["joe", "Joe", "JOE", "joe ", "joe.", "jo\u00e9", "joe\u0301", "a:b",
         "a/b", "a|b", "a@b", "a,b", "10:joe", "joe\u200b", "\u0458oe"]


def failing(rpc):
    """Gives the failure of an RPC."""
    with pytest.raises(grpc.RpcError) as raised:
        rpc()
    return Failure.of(raised.value)


class Realm:
    """The embedded router, where each principal's ticket is its token, with a
    callee that says who calls, and a bridge in front of it."""

    def __init__(self, folder, issuer, subjects, tickets=None, **settings):
        self.tokens = {subject: issuer.token(subject) for subject in subjects}
        principals = {subject: {"role": "user", "ticket": token}
                      for subject, token in (tickets or self.tokens).items()}
        router_file = folder / "router.yaml"
        router_file.write_text(yaml.safe_dump({"dev_router": {
            "listen": ["ws://127.0.0.1:0/ws"], "realms": {"realm1": {
                "anonymous_role": "callee", "principals": principals,
                "roles": {
                    "callee": [{"uri": "**", "allow": ["register", "call",
                                                       "subscribe"]}],
                    "user": [{"uri": "**", "disclose": True, "allow": [
                        "call", "publish", "subscribe"]}]}}}}}))
        self.router = DevRouter("--config", router_file)
        self._callee_client = Client(self.router.target)
        self.callee = callees.registered(
            self._callee_client, "com.test.who",
            handlers={"com.test.who": self._who})
        own = identity("ticket", SUBJECT, auth={"secret": {"caller": "token"}},
                       **settings)
        self.bridge = bridges.Bridge(folder, configuration(
            self.router.url, {"own": own}, callers={
                "authentication": issuer.configuration(),
                "rules": [ANYBODY]}))

    @staticmethod
    def _who(invocation):
        yield callees.result_of(invocation, invocation.caller_authid)

    def client(self, token):
        """Gives a connection with this token."""
        return self.bridge.client(authorization=bearer(token))

    def status(self):
        """Gives what /status says of the identities of callers."""
        return self.bridge.status()["caller_identities"][0]

    def close(self):
        """Ends all."""
        self.bridge.close()
        self.callee.cancel()
        self._callee_client.close()
        self.router.close()


@pytest.fixture(name="realm")
def fixture_realm(tmp_path, issuer):
    """Gives a function that makes a Realm for the length of the test."""
    made = []

    def make(subjects, **settings):
        made.append(Realm(tmp_path, issuer, subjects, **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(name="by_file")
def fixture_by_file(bridge, issuer, crossbar, tmp_path):
    """Gives a bridge behind Crossbar that finds each caller's secret in a file
    of its name."""
    for name, ticket in crossbar_config.CALLERS.items():
        file = tmp_path / f"secret-{name}"
        file.write_text(ticket)
        file.chmod(0o600)
    own = identity("ticket", SUBJECT, auth={
        "secret": {"file": str(tmp_path / f"secret-{SUBJECT}")}})
    return bridge(configuration(crossbar.url("ws"), {"own": own}, callers={
        "authentication": issuer.configuration(), "rules": [ANYBODY]}))


def test_each_caller_may_do_what_its_own_role_allows(by_file, issuer, uri):
    """The router's permissions are for the caller, not for the bridge."""
    for name, other in (("alice", "bob"), ("bob", "alice")):
        client = by_file.client(authorization=bearer(issuer.token(name)))
        client.publish(f"com.{name}.{uri}", 1)
        who = client.who()
        assert (who.authid, who.authrole) == (name, f"only_{name}")
        assert (who.caller_subject, who.caller_proof) == (name, "jwt")
        client.subscribed(f"com.{name}.{uri}").cancel()
        denied = failing(lambda client=client, other=other:
                         client.publish(f"com.{other}.{uri}", 1))
        assert denied.code == "PERMISSION_DENIED", denied
        denied = failing(lambda client=client, other=other:
                         client.call(f"com.{other}.{uri}"))
        assert denied.code == "PERMISSION_DENIED", denied


def test_a_callee_sees_the_callers_authid(by_file, issuer, crossbar, peer):
    """Not the bridge's: an autobahn callee is told who calls."""
    peer("autobahn", crossbar.url("ws")).do("serve", prefix="com.disclosed")
    for name in crossbar_config.CALLERS:
        client = by_file.client(authorization=bearer(issuer.token(name)))
        seen = client.call("com.disclosed.caller")[1]
        assert seen["caller_authid"] == name
        assert seen["caller_authrole"] == f"only_{name}"


def test_a_caller_without_a_secret_of_its_own_is_refused(by_file, issuer):
    """No file is named after it; no path leads out of the folder."""
    for name in ("carol", "../secret-alice", "x/../secret-alice", "."):
        client = by_file.client(authorization=bearer(issuer.token(name)))
        failure = failing(lambda client=client: client.call("com.disclosed.x"))
        assert failure.outcome in ("REJECTED", "NOT_SENT"), failure
        assert failure.code != "OK"


def test_a_thousand_callers_at_once_are_each_themselves(realm):
    """Every one has its own session, and nobody another's."""
    many = [f"user-{number}" for number in range(1000 - len(ALIKE))]
    one = realm([*ALIKE, *many], pool={"wait_for_session": "60s"})
    # A few connections: what tells callers apart is the token of each RPC.
    clients = [Client(one.bridge.target) for _ in range(8)]

    def ask(item):
        index, (subject, token) = item
        request = bridge_pb2.CallRequest(procedure="com.test.who",
                                         payload=values.payload())
        answer = clients[index % len(clients)].stub.Call(
            request, timeout=120,
            metadata=[("authorization", bearer(token))])
        return subject, values.contents(answer.payload)[0][0]

    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(ask, enumerate(one.tokens.items())))
    for client in clients:
        client.close()
    assert [pair for pair in answers if pair[0] != pair[1]] == []
    assert one.status()["identities"] == 1000


def test_churn_never_gives_one_callers_session_to_another(realm, issuer):
    """Far more callers than places, some with tokens that the router does not
    take: who calls is whom the callee sees, or it is refused."""
    generator, _ = seeds.seeded()
    one = realm(ALIKE, pool={"wait_for_session": "20s"}, max_identities=4)
    others = {subject: issuer.token(subject, exp=int(time.time()) + 500)
              for subject in ALIKE}  # of the same subjects, but no tickets
    plans = [[(subject, generator.random() < 0.2)
              for subject in generator.choices(ALIKE, k=40)]
             for _ in range(6)]
    wrong = []
    counts = {"seen": 0, "refused": 0, "full": 0}
    lock = threading.Lock()

    def run(plan):
        client = Client(one.bridge.target)
        for subject, bad in plan:
            token = (others if bad else one.tokens)[subject]
            request = bridge_pb2.CallRequest(procedure="com.test.who",
                                             payload=values.payload())
            try:
                answer = client.stub.Call(request, timeout=60, metadata=[
                    ("authorization", bearer(token))])
                seen = values.contents(answer.payload)[0][0]
                kind = "seen"
                if bad or seen != subject:
                    wrong.append((subject, bad, seen))
            except grpc.RpcError as error:
                failure = Failure.of(error)
                kind = {"UNAUTHENTICATED": "refused",
                        "RESOURCE_EXHAUSTED": "full"}.get(failure.code)
                if kind is None or (kind == "refused" and not bad):
                    wrong.append((subject, bad, failure))
                    kind = "refused"
            with lock:
                counts[kind] += 1
        client.close()

    threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert counts["seen"] > 20 and counts["refused"] > 5, counts
    assert one.status()["identities"] <= 4


def test_a_refused_token_is_no_storm_of_logins(realm, issuer):
    """Told so again without asking the router, with how long."""
    one = realm(["joe"])
    client = one.client(issuer.token("joe", exp=int(time.time()) + 400))
    for _ in range(20):
        failure = failing(lambda: client.call("com.test.who"))
        assert failure.code == "UNAUTHENTICATED", failure
    assert one.status()["refused"] == 1
    tries = [line for line in one.bridge.output.splitlines()
             if "cannot join" in line and "Call failed" not in line]
    assert len(tries) == 1, tries
    assert one.client(one.tokens["joe"]).call("com.test.who")[0] == ["joe"]


def test_the_tokens_end_ends_streams_and_sessions(realm, issuer, tmp_path):
    """UNAUTHENTICATED: the client comes back with a new one."""
    del tmp_path
    short = {"joe": issuer.token("joe", exp=int(time.time()) - 1)}  # leeway 5 s
    one = realm(["joe"], tickets=short)
    stream = one.client(short["joe"]).subscribe("com.test.x")
    failure = stream.failure()
    assert failure.code == "UNAUTHENTICATED", failure
    eventually(lambda: one.status()["identities"] == 0,
               "the sessions of the token are still there")


def test_places_are_bounded_and_idle_ones_make_room(realm):
    """All busy: RESOURCE_EXHAUSTED, which names the setting."""
    one = realm(["a", "b", "c"], max_identities=2)
    streams = [one.client(one.tokens[name]).subscribed("com.test.x")
               for name in "ab"]
    late = one.client(one.tokens["c"])
    failure = failing(lambda: late.call("com.test.who"))
    assert failure.code == "RESOURCE_EXHAUSTED", failure
    assert "max_identities" in failure.message
    streams[0].cancel()
    eventually(lambda: one.status()["in_use"] == 1, "still in use")
    assert late.call("com.test.who")[0] == ["c"]
