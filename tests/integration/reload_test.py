# SPDX-License-Identifier: Apache-2.0
"""A changed configuration, rules and secrets, without a restart."""

import json
import signal

import grpc
import pytest

import crossbar_config
from bridge import configuration, identity, run
from client import Failure
from load import Load
from network import eventually, http_status


def callers(issuer, *subscribe, call="com.test.**"):
    """Gives `callers` with one rule, for alice."""
    return {"authentication": issuer.configuration(), "rules": [
        {"match": {"subject": "alice"}, "identities": ["joe"],
         "allow": {"call": [call], "subscribe": list(subscribe)}}]}


@pytest.fixture(name="secret")
def fixture_secret(tmp_path):
    """Gives the file of joe's ticket."""
    file = tmp_path / "secret"
    replace(file, crossbar_config.TICKET)
    return file


def replace(file, text):
    """Replaces a file at once, as Kubernetes does."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.chmod(0o600)
    new.rename(file)


@pytest.fixture(name="audit")
def fixture_audit(tmp_path):
    """Gives the audit log's file."""
    return tmp_path / "audit.log"


@pytest.fixture(name="served")
def fixture_served(bridge, crossbar, callee, issuer, secret, audit):
    """Gives a bridge with one rule and one identity, whose secret is a file."""
    assert callee
    joe = identity("ticket", "joe", auth={"secret": {"file": str(secret)}})
    return bridge(configuration(
        crossbar.url("ws"), {"joe": joe, "other": identity()},
        callers=callers(issuer, "com.old.*", "com.kept.*"),
        telemetry={"audit": {"file": str(audit)}}))


def alice(served, issuer):
    """Gives a connection of hers."""
    return served.client(authorization=f"Bearer {issuer.token('alice')}")


def generation(served):
    """Gives which configuration is in force, from 1."""
    return served.status()["configuration"]["generation"]


def test_rules_take_effect_at_once_and_end_what_they_forbid(served, issuer):
    """A changed file is enough; streams that are allowed still go on."""
    client = alice(served, issuer)
    old = client.subscribed("com.old.x")
    kept = client.subscribed("com.kept.x")
    served.reconfigure(callers=callers(issuer, "com.kept.*", call="com.no.*"))
    failure = old.failure()
    assert failure.code == "PERMISSION_DENIED", failure
    assert "no rule allows it" in failure.message
    with pytest.raises(grpc.RpcError) as raised:
        client.call("com.test.echo")
    assert Failure.of(raised.value).code == "PERMISSION_DENIED"
    assert generation(served) == 2
    served.client("other")
    kept.quiet()
    kept.cancel()


def test_sighup_reads_the_file_again(served, issuer):
    """Also where nothing in it has changed."""
    served.process.signal(signal.SIGHUP)
    served.process.expect("was read again and is in force")
    assert alice(served, issuer).call("com.test.echo", 1)[0] == [1]


@pytest.mark.parametrize(("changes", "words"), [
    ({"callers": {"rules": [{"match": {}, "nonsense": 1}]}}, "nonsense"),
    ({"threads": {"grpc": 2}}, "threads: has changed, which takes effect at a "
                               "restart only"),
    ({"identities": {"joe": {"router": "main", "realm": "realm1", "auth": {
        "method": "ticket", "authid": "joe",
        "secret": {"file": "/no/such/file"}}}}}, "/no/such/file"),
], ids=["unknown key", "restart only", "missing secret"])
def test_a_bad_file_changes_nothing(served, issuer, changes, words):
    """It is told in the log, in /status and as a metric; mending it is enough."""
    good = {key: served.configured(key) for key in changes}
    served.reconfigure(**changes)
    served.process.expect(f"the configuration stays as it was.*{words}")
    state = served.status()["configuration"]
    assert state["generation"] == 1
    assert words in state["last_refusal"]
    assert "wampbridge_config_refusals_total 1" in http_status(
        served.admin + "/metrics")[1]
    assert alice(served, issuer).call("com.test.echo", 1)[0] == [1]
    served.reconfigure(**good)
    eventually(lambda: generation(served) == 2, "the good one is not in force")
    assert "last_refusal" not in served.status()["configuration"]


def test_rules_are_rotated_without_a_failure(served, issuer):
    """What is allowed before and after is never refused in between."""
    load = Load(served, lambda one: alice(one, issuer))
    for number in range(2, 6):
        load.more()
        served.reconfigure(callers=callers(issuer, f"com.x{number}.*"))
        eventually(lambda number=number: generation(served) == number,
                   "it is not in force")
    load.stop()


def sessions(served):
    """Gives the sessions of joe."""
    state = next(one for one in served.status()["identities"]
                 if one["name"] == "joe")
    return {session["session_id"] for session in state["sessions"]}


def test_a_secret_is_rotated_without_a_failure(served, issuer, secret):
    """A wrong one leaves the old sessions at work; the right one makes new ones
    before those leave, and streams see no gap."""
    client = alice(served, issuer)
    stream = client.subscribed("com.kept.x")
    load = Load(served, lambda one: alice(one, issuer))
    before = sessions(served)
    replace(secret, "wrong")
    served.process.expect("identity joe: its files have changed")
    served.process.expect("identity joe cannot join")
    load.more()
    assert sessions(served) == before
    replace(secret, crossbar_config.TICKET)
    eventually(lambda: sessions(served).isdisjoint(before),
               "the old sessions are still there")
    load.more()
    load.stop()
    stream.quiet()
    stream.cancel()


def test_pools_and_credentials_change_without_a_restart(served, issuer):
    """Make before break; calls go on."""
    load = Load(served, lambda one: alice(one, issuer))
    before = sessions(served)
    joe = dict(served.configured("identities")["joe"], pool={"min": 3})
    both = dict(served.configured("identities"), joe=joe)
    served.reconfigure(identities=both)
    eventually(lambda: len(sessions(served)) == 3, "there are not three")
    assert before < sessions(served)
    anonymous = dict(joe, auth={"method": "anonymous"})
    served.reconfigure(identities=dict(both, joe=anonymous))
    eventually(lambda: sessions(served).isdisjoint(before)
               and len(sessions(served)) == 3, "the old ones are still there")
    load.stop()
    assert alice(served, issuer).who().authmethod == "anonymous"


def test_the_audit_log_tells_who_joined_was_denied_and_reloaded(
        served, issuer, audit, secret):
    """One JSON object a line, and no secret in any."""
    token = issuer.token("mallory")
    errors = []
    for proof in (token, "nonsense." + crossbar_config.TICKET):
        with pytest.raises(grpc.RpcError) as raised:
            served.client(authorization=f"Bearer {proof}").call("com.test.echo")
        errors.append(raised)
    with pytest.raises(grpc.RpcError) as raised:
        alice(served, issuer).call("com.other.x", "payload-of-hers")
    errors.append(raised)
    served.process.signal(signal.SIGHUP)
    served.process.expect("was read again and is in force")
    replace(secret, "wrong-t1cket")
    served.process.expect("identity joe cannot join")
    eventually(lambda: "session_refused" in audit.read_text(), "not told")
    lines = [json.loads(line) for line in audit.read_text().splitlines()]
    events = {line["event"] for line in lines}
    assert events == {"session_joined", "session_refused", "denied",
                      "reloaded"}, events
    joined = next(line for line in lines if line["event"] == "session_joined"
                  and line["identity"] == "joe")
    assert (joined["authid"], joined["authmethod"]) == ("joe", "ticket")
    denied = [line for line in lines if line["event"] == "denied"]
    assert [line.get("subject") for line in denied] == [None, None, "alice"]
    assert "com.other.x" in denied[2]["why"]
    told = [f"{one.value.details()} {one.value.trailing_metadata()}"
            for one in errors]
    status, dump = run("config", "--config", served.config_file)
    assert status == 0, dump
    everything = "".join([*told, dump, audit.read_text(), served.output,
                          http_status(served.admin + "/status")[1],
                          http_status(served.admin + "/metrics")[1]])
    for planted in (token, crossbar_config.TICKET, "wrong-t1cket",
                    "payload-of-hers"):
        assert planted not in everything


def test_identities_come_and_go(served, issuer):
    """A new one is served without a restart; the streams of one that goes end
    FAILED_PRECONDITION, and another realm is a gap."""
    identities = served.configured("identities")
    rules = callers(issuer, "com.kept.*")
    rules["rules"][0]["identities"] = ["joe", "third"]
    served.reconfigure(callers=rules,
                       identities=dict(identities, third=identity()))
    eventually(lambda: generation(served) == 2, "it is not in force")
    third = served.client("third",
                          authorization=f"Bearer {issuer.token('alice')}")
    assert third.call("com.test.echo", 3)[0] == [3]
    stream = third.subscribed("com.kept.x")
    joe = alice(served, issuer).subscribed("com.kept.x")
    moved = dict(identities["joe"], realm="archive")
    served.reconfigure(
        callers=callers(issuer, "com.kept.*"),
        identities=dict(identities, joe=moved))
    failure = stream.failure()
    assert failure.code in ("FAILED_PRECONDITION", "PERMISSION_DENIED"), failure
    assert joe.wait_for("interrupted") and joe.wait_for("gap")
    assert alice(served, issuer).who().realm == "archive"
    joe.cancel()
    names = [one["name"] for one in served.status()["identities"]]
    assert names == ["joe", "other"]


def test_limits_take_effect_at_once(served, issuer):
    """And so does the log's level, without a line lost."""
    client = alice(served, issuer)
    assert client.who().limits.topics_per_stream_max == 1000
    served.reconfigure(limits={"topics_per_stream": 1})
    eventually(lambda: client.who().limits.topics_per_stream_max == 1,
               "the new limit is not in force")
    failure = client.subscribe("com.kept.x", "com.kept.y").failure()
    assert failure.outcome == "REJECTED", failure
    client.subscribed("com.kept.x").cancel()
