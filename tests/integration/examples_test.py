# SPDX-License-Identifier: Apache-2.0
"""The examples do what they say, and the README's client too."""

import os
import re
import sys

import pytest

import bridge as bridges
import stubs
from process import Process


@pytest.fixture(name="example")
def fixture_example(dev):
    """Gives a function that starts an example for the length of the test."""
    running = []

    def start(path):
        running.append(Process(
            str(path), [sys.executable, bridges.ROOT / path, dev.target],
            env=dict(os.environ, PYTHONPATH=stubs.FOLDER,
                     PYTHONUNBUFFERED="1")))
        return running[-1]

    yield start
    for one in running:
        one.kill()


def test_register_example_serves_its_procedure(example, client):
    one = example("examples/python/register.py")
    one.expect("^registered$")
    assert client.call("com.example.upper", "Grüße") == (["GRÜSSE"], {})


def test_realm_example_shows_the_realm_and_who_comes_and_goes(
        dev, example, peer):
    there = peer("autobahn_js", dev.url)
    there.do("register", procedure="com.examples.there")
    there.do("subscribe", topic="com.examples", options={"match": "prefix"})
    one = example("examples/python/realm.py")
    session = there.joined["joined"]
    one.expect(rf"^session {session} \S+ anonymous$")
    one.expect(r"^registration exact com\.examples\.there \(1 callees\)$")
    one.expect(r"^subscription prefix com\.examples \(1 subscribers\)$")
    one.expect("^subscribed$")
    newcomer = peer("autobahn_js", dev.url)
    session = newcomer.joined["joined"]
    one.expect(rf"^joined {session} ")
    newcomer.close()
    one.expect(rf"^left {session}$")


def test_readmes_client_calls_and_subscribes(dev, example, tmp_path):
    code, = re.findall(r"```python\n(.*?)```",
                       (bridges.ROOT / "README.md").read_text(), re.DOTALL)
    assert "127.0.0.1:50051" in code
    client = tmp_path / "client.py"
    client.write_text(code.replace("127.0.0.1:50051", dev.target))
    one = example(client)
    one.expect(r'^{"args":\[5\]}$')
    one.expect(r'"n":\d+')
