# SPDX-License-Identifier: Apache-2.0
"""The deployment files say nothing that the program does not know."""

import json
import re

import jsonschema
import pytest
import yaml

import chart

SCHEMA = json.loads((chart.CHART / "values.schema.json").read_text())
SOURCES = "".join(path.read_text(encoding="utf-8")
                  for path in sorted((chart.ROOT / "bridge").rglob("*.cc")))
COMMANDS = set(re.findall(r'commands\.Add\(\s*"(\w+)"', SOURCES))
OPTIONS = set(re.findall(r'add_(?:option|flag)\(\s*"(--[\w-]+)', SOURCES))

# The program with its arguments, in YAML's brackets or as a shell has it.
USED = re.compile(r"(?<![\w/.-])(?:/usr/bin/)?wampbridge(?:\", \"| +)"
                  r"([a-z]+)(?![\w/.:-])([^`#|\n]*)")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
TEXTS = [path for folder in ("deploy", "examples")
         for path in sorted((chart.ROOT / folder).rglob("*"))
         if path.is_file() and "__pycache__" not in path.parts]
TEXTS += [chart.ROOT / "README.md", chart.ROOT / "docs/kubernetes.md"]

CONFIGURATIONS = {
    "sidecar": chart.one_of(
        chart.objects_in((chart.SIDECAR / "configmap.yaml").read_text()),
        "ConfigMap")["data"]["wampbridge.yaml"],
    "compose": (chart.DEPLOY / "compose/wampbridge.yaml").read_text(),
    "systemd": (chart.DEPLOY / "systemd/wampbridge.yaml").read_text(),
    "example": (chart.ROOT / "examples/wampbridge.yaml").read_text()}


def of_config(definition):
    """Gives the schema of a message of the configuration."""
    return {"$ref": f"#/definitions/{definition}",
            "definitions": SCHEMA["definitions"]}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_configuration_has_keys_that_there_are(name):
    jsonschema.validate(yaml.safe_load(CONFIGURATIONS[name]),
                        of_config("Config"))


@pytest.mark.parametrize("config, place", [
    ({"grpc": {"listn": []}}, "grpc"),
    ({"drain": {"delay": "5"}}, "drain/delay"),
    ({"limits": {"queue": {"overflow": "fail"}}}, "limits/queue/overflow"),
    ({"routers": {"main": {}}}, "routers/main"),
    ({"dev_router": {"realms": {"r": {"roles": {"all": {}}}}}},
     "dev_router/realms/r/roles/all")])
def test_schema_of_the_configuration_refuses(config, place):
    with pytest.raises(jsonschema.ValidationError) as refusal:
        jsonschema.validate(config, of_config("Config"))
    assert "/".join(refusal.value.absolute_path) == place


def text_of(path):
    """Gives a file's text, of a page only what is code."""
    text = path.read_text(encoding="utf-8")
    return "\n".join(CODE.findall(text)) if path.suffix == ".md" else text


def commands_in(text):
    """Gives each use of the program: the line, the command, its options."""
    for line in text.splitlines():
        for command, rest in USED.findall(line):
            yield line, command, set(re.findall(r"--[a-z][\w-]*", rest))


def test_commands_and_options_are_the_programs():
    uses = [use for path in TEXTS
            for use in commands_in(text_of(path))]
    wrong = [line for line, command, options in uses
             if command not in COMMANDS or not options <= OPTIONS]
    assert len(uses) > 10
    assert not wrong, "\n".join(wrong)


def test_pods_serve_with_their_configuration():
    for path in (chart.MANIFESTS, chart.SIDECAR):
        pod = chart.pod_of(chart.objects_in(
            (path / "deployment.yaml").read_text(encoding="utf-8")))
        bridge = chart.bridge_of(pod)
        assert bridge["args"] == ["serve", "--config",
                                  "/etc/wampbridge/wampbridge.yaml"]
        assert {"serve"} <= COMMANDS and {"--config"} <= OPTIONS
        assert "/etc/wampbridge" in {
            mount["mountPath"] for mount in bridge["volumeMounts"]}


def test_chart_and_image_have_the_programs_version():
    version = re.search(r'kVersion\[\] = "([^"]+)"',
                        (chart.ROOT / "bridge/version.h").read_text())[1]
    described = yaml.safe_load((chart.CHART / "Chart.yaml").read_text())
    assert described["appVersion"] == version
    sidecar = chart.pod_of(chart.objects_in(
        (chart.SIDECAR / "deployment.yaml").read_text()))
    assert chart.bridge_of(sidecar)["image"] == f"wampbridge:{version}"


def test_chart_knows_how_long_the_bridge_takes_to_part():
    server = (chart.ROOT / "bridge/server/bridge_server.cc").read_text()
    last_writes = re.search(r"kLastWritesMax = absl::Seconds\((\d+)\)", server)
    goodbye = re.search(r"kGoodbyeMax = absl::Milliseconds\((\d+)\)", server)
    spans = re.search(r"kLastSpansMax = absl::Milliseconds\((\d+)\)", server)
    template = (chart.CHART / "templates/_config.tpl").read_text()
    parting = re.search(r'"wampbridge.partingSeconds" -\}\}\n([\d.]+)\n', template)
    assert float(parting[1]) == int(last_writes[1]) + (
        int(goodbye[1]) + int(spans[1])) / 1000


def test_pods_run_as_the_images_user():
    user = re.search(r"^USER (\d+):(\d+)$",
                     (chart.DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    for path in (chart.MANIFESTS, chart.SIDECAR):
        rights = chart.pod_of(chart.objects_in(
            (path / "deployment.yaml").read_text()))["securityContext"]
        assert (rights["runAsUser"], rights["runAsGroup"]) == (
            int(user[1]), int(user[2]))
