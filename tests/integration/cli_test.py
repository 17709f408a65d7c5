# SPDX-License-Identifier: Apache-2.0
"""The program's commands: exit status, and what they write."""

import json
import os
import re
import signal

import pytest
import yaml

import bridge as bridges
import crossbar_config
import network
from process import Process
from wampbridge.v1 import bridge_pb2


def written(folder, config):
    """Writes a configuration, a text or a dict, and gives its path."""
    path = folder / "bridge.yaml"
    path.write_text(config if isinstance(config, str)
                    else yaml.safe_dump(config))
    return path


@pytest.fixture(name="here")
def fixture_here(shared_bridge):
    """Gives a function that runs a client command at the shared bridge."""
    def run(command, *arguments, **options):
        return bridges.run(command, "--address", shared_bridge.target,
                           "--identity", "joe", *arguments, **options)
    return run


def test_version_names_the_program():
    status, output = bridges.run("version")
    assert status == 0 and "wampbridge" in output


@pytest.mark.parametrize("arguments", [
    [], ["nonsense"], ["serve", "--nonsense"], ["call"]])
def test_wrong_usage_is_status_two_and_one_line(arguments):
    environment = {}
    status, output = bridges.run(*arguments, environment=environment)
    assert status == 2, output
    assert output.startswith("wampbridge: ") or "Usage" in output


def test_unknown_command_is_told_with_those_there_are():
    status, output = bridges.run("nosuch")
    assert status == 2 and '"nosuch"' in output
    assert "serve" in output and "status" in output
    assert len(output.splitlines()) == 1


def test_unknown_key_is_told_with_file_and_line(tmp_path, crossbar):
    text = yaml.safe_dump(bridges.configuration(crossbar.url("ws")))
    path = written(tmp_path, text + "colour: blue\n")
    line = len(text.splitlines()) + 1
    for command in ("serve", "check", "config"):
        status, output = bridges.run(command, "--config", path)
        assert status == 2
        assert f"{path}:{line}" in output and "colour" in output
        assert len(output.splitlines()) == 1


@pytest.mark.parametrize("command", ["serve", "check"])
def test_missing_secret_is_told_by_name(tmp_path, crossbar, command):
    path = written(tmp_path, bridges.configuration(
        crossbar.url("ws"),
        {"orders": bridges.identity("ticket", "joe", "NO_SUCH_VARIABLE")}))
    status, output = bridges.run(command, "--config", path)
    assert status == 2 and "NO_SUCH_VARIABLE" in output


def test_secret_file_that_is_not_there_is_told(tmp_path, crossbar):
    identity = bridges.identity("ticket", "joe")
    identity["auth"]["secret"] = {"file": str(tmp_path / "absent")}
    path = written(tmp_path, bridges.configuration(
        crossbar.url("ws"), {"orders": identity}))
    status, output = bridges.run("serve", "--config", path)
    assert status == 2 and str(tmp_path / "absent") in output


def test_secret_file_that_others_can_read_is_refused(tmp_path, crossbar):
    secret = tmp_path / "secret"
    secret.write_text(crossbar_config.TICKET)
    secret.chmod(0o644)
    identity = bridges.identity("ticket", "joe")
    identity["auth"]["secret"] = {"file": str(secret)}
    path = written(tmp_path, bridges.configuration(
        crossbar.url("ws"), {"orders": identity}))
    status, output = bridges.run("serve", "--config", path)
    assert status == 2 and str(secret) in output
    assert crossbar_config.TICKET not in output


def test_port_in_use_is_told(tmp_path, shared_bridge, crossbar):
    path = written(tmp_path, bridges.configuration(
        crossbar.url("ws"), grpc={"listen": [shared_bridge.target]},
        admin={"listen": f"127.0.0.1:{network.free_port()}"}))
    status, output = bridges.run("serve", "--config", path)
    assert status == 1 and shared_bridge.target in output


def test_effective_configuration_hides_secrets(tmp_path, crossbar, secrets):
    path = written(tmp_path, bridges.configuration(
        crossbar.url("ws"),
        {"orders": bridges.identity("ticket", "joe", "TEST_TICKET")}))
    status, output = bridges.run("config", "--config", path,
                                 environment=secrets)
    assert status == 0
    effective = yaml.safe_load(output)
    assert effective["routers"]["main"]["urls"] == [crossbar.url("ws")]
    assert effective["limits"]["call_timeout"] in ("60s", "1m")
    assert not any(secret in output for secret in crossbar_config.SECRETS)


def test_check_is_content_with_what_is_right(tmp_path, crossbar, secrets):
    path = written(tmp_path, bridges.configuration(
        crossbar.url("ws"),
        {"orders": bridges.identity("wampcra", "salted", "TEST_PASSWORD")}))
    status, output = bridges.run("check", "--config", path,
                                 environment=secrets)
    assert status == 0, output
    status, output = bridges.run("check", "--config", path, "--dial",
                                 environment=secrets)
    assert status == 0, output
    for word in ("orders", "ws", "cbor", "wampcra", "salted", "Crossbar"):
        assert word in output
    assert not any(secret in output for secret in crossbar_config.SECRETS)


def test_environment_alone_is_enough(crossbar, tmp_path):
    port, admin = network.free_port(), network.free_port()
    process = Process(
        "wampbridge", [bridges.PROGRAM, "serve"],
        env=bridges.clean_environment(
            WAMPBRIDGE_ROUTER_URL=crossbar.url("ws"),
            WAMPBRIDGE_REALM="realm1", WAMPBRIDGE_AUTHID="joe",
            WAMPBRIDGE_AUTH_METHOD="ticket",
            WAMPBRIDGE_SECRET=crossbar_config.TICKET,
            WAMPBRIDGE_LISTEN=f"127.0.0.1:{port}",
            WAMPBRIDGE_ADMIN_LISTEN=f"127.0.0.1:{admin}"))
    try:
        network.eventually(lambda: network.http_status(
            f"http://127.0.0.1:{admin}/readyz")[0] == 200,
            f"not ready: {process.output}")
        status, output = bridges.run(
            "publish", "--address", f"127.0.0.1:{port}", "com.x", "[1]")
        assert status == 0, output
    finally:
        assert process.stop() == 0
    assert crossbar_config.TICKET not in process.output


def test_environment_without_a_secret_names_the_variable(crossbar):
    status, output = bridges.run("serve", environment={
        "WAMPBRIDGE_ROUTER_URL": crossbar.url("ws"),
        "WAMPBRIDGE_REALM": "realm1", "WAMPBRIDGE_AUTHID": "joe",
        "WAMPBRIDGE_AUTH_METHOD": "ticket"})
    assert status == 2 and "WAMPBRIDGE_SECRET" in output


def test_call_writes_the_result(here, callee):
    status, output = here("call", "com.test.add2", "[2, 3]")
    assert status == 0, output
    assert json.loads(output) == {"args": [5]}


def test_call_with_progress_writes_a_line_for_each_result(here, callee):
    status, output = here("call", "--progress", "com.test.countdown", "[3]")
    assert status == 0, output
    assert [json.loads(line)["args"] for line in output.splitlines()] == [
        [3], [2], [1], [0]]


def test_call_that_fails_is_status_one_and_one_line(here, callee):
    status, output = here("call", "com.test.fail", '["why"]')
    assert status == 1
    assert "com.test.error.demo: why" in output
    assert len(output.splitlines()) == 1


def test_publish_and_subscribe(here, shared_bridge, tmp_path):
    process = Process("subscribe", [
        bridges.PROGRAM, "subscribe", "--address", shared_bridge.target,
        "--identity", "joe", "com.cli.topic"],
        env=bridges.clean_environment())
    try:
        network.eventually(
            lambda: here("publish", "com.cli.topic", '["hello"]')[0] == 0 and
            "hello" in process.output, "no event", 20)
    finally:
        process.signal(signal.SIGINT)
        assert process.wait(10) == 0, process.output


def test_status_shows_identities(shared_bridge):
    status, output = bridges.run(
        "status", "--admin", shared_bridge.admin.removeprefix("http://"))
    assert status == 0, output
    assert "joe" in output and "lim" in output
    assert re.search(r"memory.resident_bytes +[1-9]", output)
    assert re.search(r"backlog.events +0", output)
    assert not any(secret in output for secret in crossbar_config.SECRETS)


def test_identity_that_cannot_join_is_shown_in_one_word_with_its_error(bridge):
    served = bridge(bridges.configuration(
        f"tcp://127.0.0.1:{network.free_port()}"), ready=False)

    def failed():
        status = json.loads(network.http_status(served.admin + "/status")[1])
        shown, = status["identities"]
        return shown if "last_error" in shown else None
    shown = network.eventually(failed, "no attempt has failed")
    assert shown["state"] in ("connecting", "waiting")
    assert shown["last_error"].startswith("identity default cannot join")
    code, body = network.http_status(served.admin + "/readyz")
    assert code == 503 and body == shown["last_error"] + "\n"
    status, output = bridges.run(
        "status", "--admin", served.admin.removeprefix("http://"))
    assert status == 0 and output.count("identity default cannot join") == 1


def test_admin_pages_answer(shared_bridge):
    assert network.http_status(shared_bridge.admin + "/healthz")[0] == 200
    assert network.http_status(shared_bridge.admin + "/readyz")[0] == 200
    code, body = network.http_status(shared_bridge.admin + "/status")
    assert code == 200 and "joe" in json.dumps(json.loads(body))
    assert network.http_status(shared_bridge.admin + "/nowhere")[0] == 404


def test_nobody_listening_is_told():
    port = network.free_port()
    status, output = bridges.run(
        "call", "--address", f"127.0.0.1:{port}", "com.x", timeout=90)
    assert status == 1 and str(port) in output


def test_second_signal_ends_the_drain(crossbar, bridge, callee):
    served = bridge(bridges.configuration(crossbar.url("ws"),
                                          drain={"timeout": "60s"}))
    stream = served.client().call_progressive("com.test.sleep", 30)
    network.eventually(lambda: not stream.rpc.done(), "a call", 5)
    os.kill(served.process.pid, signal.SIGTERM)
    network.eventually(lambda: network.http_status(
        served.admin + "/readyz")[0] != 200, "not unready", 10)
    os.kill(served.process.pid, signal.SIGTERM)
    assert served.process.wait(10) == 0, served.output


@pytest.fixture(name="serving")
def fixture_serving(shared_bridge):
    """Gives a function that starts `register` at the shared bridge."""
    running = []

    def start(procedure, command, *arguments):
        running.append(Process("wampbridge register", [
            bridges.PROGRAM, "register", procedure, command, "--address",
            shared_bridge.target, "--identity", "joe", *arguments],
                               env=bridges.clean_environment()))
        return running[-1]

    yield start
    for one in running:
        if one.running():
            one.kill()


@pytest.mark.parametrize("command, result", [
    ("cat", '{"args":[1,"a"]}'),
    ("echo 5", '{"args":[5]}'),
    ("echo '{\"b\": 1}'", '{"args":[{"b":1}]}'),
    ("echo '{\"kwargs\": {\"b\": 1}}'", '{"args":[],"kwargs":{"b":1}}'),
    ("true", '{"args":[]}'),
    ('printf \'["%s"]\' "$WAMP_PROCEDURE"', '{"args":["com.cli.served"]}')])
def test_register_serves_a_shell_command(serving, here, command, result):
    one = serving("com.cli.served", command)
    one.expect("serving com.cli.served")
    status, output = here("call", "com.cli.served", '[1, "a"]')
    assert (status, json.loads(output)) == (0, json.loads(result)), output
    assert one.stop() == 0, one.output


@pytest.mark.parametrize("command, text", [
    ("exit 3", "the command ended with status 3"),
    ("echo nonsense", "the command wrote no JSON")])
def test_register_tells_callers_what_failed(serving, here, command, text):
    one = serving("com.cli.failing", command)
    one.expect("serving")
    status, output = here("call", "com.cli.failing")
    assert status == 1
    assert "wampbridge.error.command_failed" in output and text in output
    assert one.stop() == 0, one.output


def test_register_answers_what_runs_when_it_is_stopped(serving, joe, tmp_path):
    ready, go = tmp_path / "ready", tmp_path / "go"
    os.mkfifo(ready)
    os.mkfifo(go)
    one = serving("com.cli.slow", f"echo > {ready}; cat {go}")
    one.expect("serving")
    rpc = joe.stub.Call.future(call_of("com.cli.slow"))
    ready.read_text()  # it runs
    one.signal(signal.SIGINT)
    network.eventually(lambda: joe.finds_nobody("com.cli.slow"), "still there")
    go.write_text("[7]")
    assert rpc.result(30).payload.arguments.args[0].int64_value == 7
    assert one.wait() == 0, one.output


def test_register_kills_a_command_whose_caller_has_gone(serving, joe, tmp_path):
    ready, ended = tmp_path / "ready", tmp_path / "ended"
    os.mkfifo(ready)
    os.mkfifo(ended)
    one = serving("com.cli.endless",
                  f"trap 'echo > {ended}; exit 1' TERM; echo > {ready}; "
                  "sleep 600 & wait")
    one.expect("serving")
    rpc = joe.stub.Call.future(call_of("com.cli.endless"))
    ready.read_text()
    rpc.cancel()
    ended.read_text()
    assert one.stop() == 0, one.output


def call_of(procedure):
    """Gives a CallRequest of joe's."""
    return bridge_pb2.CallRequest(identity="joe", procedure=procedure)
