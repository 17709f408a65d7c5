# SPDX-License-Identifier: Apache-2.0
"""What Prometheus reads: /metrics of a bridge that has done a little of
everything, checked by Prometheus' own tool and against what was done."""

import re
import subprocess

import pytest

import network
from bridge import configuration, identity
from client import failing


class Scrape:
    """The samples of one answer: name and labels -> value."""

    def __init__(self, text):
        self.text = text
        self._samples = {}
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            name, labels, value = re.fullmatch(
                r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
            key = frozenset(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"',
                                       labels or ""))
            self._samples[name, key] = float(value)

    def value(self, name, **labels):
        """Gives the sum of the samples of this name that have these labels."""
        return sum(value for (one, there), value in self._samples.items()
                   if one == name and there >= set(labels.items()))

    def labels(self):
        """Gives all pairs of label and value."""
        return {pair for _, there in self._samples for pair in there}


def scrape(bridge):
    """Scrapes a bridge."""
    status, text = network.http_status(bridge.admin + "/metrics")
    assert status == 200
    return Scrape(text)


@pytest.fixture(name="busy")
def fixture_busy(bridge, crossbar, callee, uri):
    """Gives a bridge, and what was scraped before and after a known load."""
    assert callee
    one = bridge(configuration(crossbar.url("ws"), {"joe": identity()}))
    client = one.client("joe")
    before = scrape(one)
    for number in range(5):
        client.call("com.test.echo", number)
    with failing():
        client.call("com.test.fail")
    with failing():
        one.client("nobody").call("com.test.echo")
    stream = client.subscribed(uri)
    client.publish(uri, 1)
    stream.wait_for("event")
    return one, before, scrape(one)


def test_promtool_finds_nothing_to_say(busy):
    """Names, units and help texts are as Prometheus wants them."""
    checked = subprocess.run(["promtool", "check", "metrics"], text=True,
                             input=busy[2].text, capture_output=True,
                             check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_what_was_done_is_counted(busy):
    """RPCs by outcome, time by part, messages by type, events and streams."""
    _, before, after = busy

    def more(name, **labels):
        return after.value(name, **labels) - before.value(name, **labels)
    assert more("wampbridge_rpcs_total", method="Call", outcome="OK") == 5
    assert more("wampbridge_rpcs_total", method="Call",
                outcome="REMOTE_ERROR", identity="joe") == 1
    assert more("wampbridge_rpcs_total", method="Call", outcome="REJECTED",
                code="PERMISSION_DENIED", identity="") == 1
    assert more("wampbridge_wamp_messages_total", direction="sent",
                type="CALL") == 6
    assert more("wampbridge_wamp_messages_total", direction="received",
                type="RESULT") == 5
    assert more("wampbridge_wamp_bytes_total", direction="sent") > 100
    # The calls, and the publication.
    for part in ("waiting", "router", "bridge"):
        assert more("wampbridge_request_seconds_count", part=part) == 7
    assert more("wampbridge_request_seconds_sum", part="router") > 0
    assert more("wampbridge_events_sent_total") >= 1
    assert after.value("wampbridge_rpcs_under_way", kind="stream") == 1
    assert after.value("wampbridge_identity_up", identity="joe") == 1
    assert after.value("wampbridge_joins_total", identity="joe") == 1
    assert after.value("process_open_fds") > 5


def test_uris_are_no_labels(busy, uri):
    """Whatever clients call and subscribe to, the label sets stay the same."""
    for _, value in busy[2].labels():
        assert "com.test" not in value and uri not in value
    assert "nobody" not in {value for _, value in busy[2].labels()}


def test_a_refused_join_is_counted_by_its_reason(bridge, crossbar):
    """An alert can tell a wrong password from a router that is gone."""
    one = bridge(configuration(crossbar.url("ws"), {
        "joe": identity("ticket", "joe", "WRONG_TICKET", required=False)}),
        environment={"WRONG_TICKET": "no ticket of joe's"})

    def refused():
        return scrape(one).value("wampbridge_failed_joins_total",
                                 reason="wamp.error.not_authorized")
    network.eventually(refused, "no refused join is counted")
    assert scrape(one).value("wampbridge_identity_up", identity="joe") == 0
