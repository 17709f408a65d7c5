# SPDX-License-Identifier: Apache-2.0
"""The built program takes what the deployment files give it. What they are
among themselves is tested in tests/deploy."""

import subprocess

import pytest
import yaml

import bridge as bridges
import network
from certificates import Authority

DEPLOY = bridges.ROOT / "deploy"
GOLDEN = bridges.ROOT / "tests/deploy/golden"


def _configurations():
    """Gives {where it is: the text of a configuration}."""
    manifests = [DEPLOY / "kubernetes/configmap.yaml",
                 DEPLOY / "sidecar/configmap.yaml", *GOLDEN.glob("*.yaml")]
    found = {}
    for path in sorted(manifests):
        for one in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            if one["kind"] == "ConfigMap" and "wampbridge.yaml" in one["data"]:
                found[str(path.relative_to(bridges.ROOT))] = (
                    one["data"]["wampbridge.yaml"])
    return found


CONFIGURATIONS = _configurations()


def _values_of(node, key):
    """Gives the values of all keys of this name."""
    if not isinstance(node, dict):
        return []
    here = [node[key]] if key in node else []
    return here + [found for value in node.values()
                   for found in _values_of(value, key)]


def _with_files(text, folder):
    """Gives the configuration with files that there are."""
    config = yaml.safe_load(text)
    authority = Authority(folder / "certificates")
    certificate, key = authority.server("any")
    files = {"ca_file": authority.ca_file, "cert_file": certificate,
             "key_file": key}
    there = {value: files[name] for name in files
             for value in _values_of(config, name)}
    secret = folder / "secret"
    secret.write_text("hunter2", encoding="utf-8")
    secret.chmod(0o440)
    there.update({value: secret for value in _values_of(config, "file")})
    for name, path in there.items():
        text = text.replace(name, str(path))
    return text


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_configuration_is_accepted(name, tmp_path):
    text = CONFIGURATIONS[name]
    path = tmp_path / "wampbridge.yaml"
    path.write_text(_with_files(text, tmp_path), encoding="utf-8")
    variables = {variable: "hunter2"
                 for variable in _values_of(yaml.safe_load(text), "env")}
    status, output = bridges.run("check", "--config", path,
                                 environment=variables)
    assert status == 0, output


@pytest.mark.parametrize("page", ["/healthz", "/readyz"])
def test_probes_ask_pages_that_there_are(page, shared_bridge):
    assert network.http_status(shared_bridge.admin + page)[0] == 200


def test_image_holds_all_that_the_program_needs(tmp_path):
    """The files of the image, and nothing else, run the program."""
    subprocess.run([DEPLOY / "root.sh", bridges.PROGRAM, tmp_path / "root"],
                   check=True)
    loader = next((tmp_path / "root/lib64").glob("ld-*.so*"))
    libraries = {path.parent for path in (tmp_path / "root").rglob("*.so*")}
    done = subprocess.run(
        [loader, "--inhibit-cache", "--library-path",
         ":".join(map(str, libraries)), tmp_path / "root/usr/bin/wampbridge",
         "version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("wampbridge ")
