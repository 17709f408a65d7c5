# SPDX-License-Identifier: Apache-2.0
"""The status page in a real browser, with the bridge in the states that an
operator opens it for. Pictures of them are left in test-results/pages."""

import functools
import http.server
import json
import threading

import pytest

import bridge as bridges
import network
from bridge import DevRouter, configuration, identity
from page import Page

PAGE = bridges.ROOT / "bridge/admin/page"


def test_an_idle_bridge_shows_its_sessions(bridge, crossbar, tmp_path):
    """Who the bridge is at the router, and that nothing happens."""
    one = bridge(configuration(crossbar.url("ws")))
    page = Page(one.admin + "/", tmp_path)
    page.screenshot("idle")
    assert page.has("span", id="state", **{"class": "state good"})
    assert "default joined main / realm1" in page.text
    assert crossbar.url("ws") in page.text
    assert "features of the router" in page.text
    assert "No stream is open." in page.text


def test_streams_and_calls_under_way_are_shown(bridge, crossbar, callee,
                                               tmp_path):
    """Names that clients give are text and never markup."""
    assert callee
    one = bridge(configuration(crossbar.url("ws")))
    client = one.client()
    client.subscribed("com.test.page.a", "com.test.page.b",
                      client_name="<img src=x onerror=document.title=1>")
    client.subscribed("com.test.page.c", client_name="billing")
    client.call("com.test.echo", 1)
    page = Page(one.admin + "/", tmp_path)
    page.screenshot("under-load")
    Page(one.admin + "/", tmp_path, "--force-dark-mode").screenshot("dark")
    assert "Streams 2" in page.text
    assert "Subscribe <img src=x onerror=document.title=1> default" in page.text
    assert "com.test.page.a and 1 more" in page.text
    assert "Subscribe billing default com.test.page.c" in page.text
    assert not page.has("img")


@pytest.fixture(name="orphan")
def fixture_orphan(bridge, tmp_path):
    """Gives a bridge whose router has gone."""
    router = DevRouter()
    one = bridge(configuration(router.url, {"orders": identity()}))
    router.close()

    def noticed():
        status = json.loads(network.http_status(one.admin + "/status")[1])
        return not status["identities"][0]["live"]
    network.eventually(noticed, "the loss is not told", 30)
    return one, tmp_path


def test_a_router_that_is_gone_is_told_with_its_reason(orphan):
    """The state is a word and a sign, not only a colour."""
    one, folder = orphan
    page = Page(one.admin + "/", folder)
    page.screenshot("router-down")
    assert page.has("span", **{"class": "state bad"})
    assert "next attempt at" in page.text
    assert "identity orders" in page.text


def test_a_bridge_that_does_not_answer_is_told(tmp_path):
    """What the page then shows is old, and says so."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                                directory=PAGE)
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = Page(f"http://127.0.0.1:{server.server_port}/", tmp_path)
        server.shutdown()
    assert "no answer" in page.text
    assert "has not answered for" in page.text
    assert "HTTP 404" in page.text


def test_the_page_can_be_used_without_a_mouse(bridge, crossbar, tmp_path):
    """Tables that scroll take the focus, and what changes is announced."""
    one = bridge(configuration(crossbar.url("ws")))
    page = Page(one.admin + "/", tmp_path)
    assert page.has("html", lang="en")
    assert page.has("span", id="state", role="status")
    assert page.has("button", id="pause", **{"aria-pressed": "false"})
    assert page.has("div", tabindex="0", role="region")
    assert page.has("summary")
