# SPDX-License-Identifier: Apache-2.0
"""The built program takes what the deployment files give it. What they are
among themselves is tested in tests/deploy."""

import hashlib
import json
import shutil
import subprocess

import pytest
import yaml
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import (
    validate_full_spdx_document)

import bridge as bridges
import network
from certificates import Authority

DEPLOY = bridges.ROOT / "deploy"
GOLDEN = bridges.ROOT / "tests/deploy/golden"


def _configurations():
    """Gives {where it is: the text of a configuration}."""
    manifests = [DEPLOY / "kubernetes/configmap.yaml",
                 DEPLOY / "sidecar/configmap.yaml", *GOLDEN.glob("*.yaml")]
    found = {f"deploy/{name}/wampbridge.yaml":
             (DEPLOY / name / "wampbridge.yaml").read_text(encoding="utf-8")
             for name in ("compose", "systemd")}
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


@pytest.fixture(name="root", scope="module")
def fixture_root(tmp_path_factory):
    """Gives the file system of the image."""
    folder = tmp_path_factory.mktemp("image") / "root"
    subprocess.run([DEPLOY / "root.sh", bridges.PROGRAM, folder], check=True)
    return folder


@pytest.fixture(name="bill", scope="module")
def fixture_bill(root):
    """Gives its bill of materials, as text."""
    return _bill_of(root)


def _bill_of(root):
    return subprocess.run([DEPLOY / "sbom.py", bridges.PROGRAM, root],
                          check=True, capture_output=True, text=True).stdout


def test_image_holds_all_that_the_program_needs(root):
    """The files of the image, and nothing else, run the program."""
    loader = next((root / "lib64").glob("ld-*.so*"))
    libraries = {path.parent for path in root.rglob("*.so*")}
    done = subprocess.run(
        [loader, "--inhibit-cache", "--library-path",
         ":".join(map(str, libraries)), root / "usr/bin/wampbridge",
         "version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("wampbridge ")


def test_bill_of_materials_is_good_spdx(bill, tmp_path):
    path = tmp_path / "wampbridge.spdx.json"
    path.write_text(bill, encoding="utf-8")
    told = validate_full_spdx_document(parse_file(str(path)))
    assert not told, [one.validation_message for one in told]


def test_bill_of_materials_names_every_file_with_its_sum(bill, root):
    listed = {one["fileName"].removeprefix("."):
              one["checksums"][1]["checksumValue"]
              for one in json.loads(bill)["files"]}
    there = {"/" + str(path.relative_to(root)):
             hashlib.sha256(path.read_bytes()).hexdigest()
             for path in root.rglob("*")
             if path.is_file() and not path.is_symlink()}
    assert listed == there


def test_bill_of_materials_says_where_every_library_comes_from(bill, root):
    document = json.loads(bill)
    packages = {one["SPDXID"]: one for one in document["packages"]}
    origins = {one["spdxElementId"]: packages[one["relatedSpdxElement"]]
               for one in document["relationships"]
               if one["relationshipType"] == "EXPANDED_FROM_ARCHIVE"}
    files = {one["fileName"].rpartition("/")[2]: one["SPDXID"]
             for one in document["files"]}
    for name, identifier in files.items():
        if name == "wampbridge":
            continue
        installed = subprocess.run(
            ["dpkg-query", "--show", "--showformat", "${Version}",
             origins[identifier]["name"]],
            check=True, capture_output=True, text=True).stdout
        assert origins[identifier]["versionInfo"] == installed
    assert origins[files["libc.so.6"]]["name"] == "libc6"
    assert origins[files["ca-certificates.crt"]]["name"] == "ca-certificates"


def test_bill_of_materials_knows_what_is_compiled_in(bill):
    told = {one["spdxElementId"]
            for one in json.loads(bill)["relationships"]
            if one["relationshipType"] == "BUILD_DEPENDENCY_OF"}
    assert "SPDXRef-Package-nlohmann-json3-dev" in told


def test_bill_of_materials_is_the_same_twice(bill, root):
    assert _bill_of(root) == bill


def test_bill_of_materials_wants_a_package_for_every_file(root, tmp_path):
    changed = tmp_path / "root"
    shutil.copytree(root, changed, symlinks=True)
    (changed / "usr/lib/stray.so").write_text("x", encoding="utf-8")
    done = subprocess.run([DEPLOY / "sbom.py", bridges.PROGRAM, changed],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        "no package of this machine holds /usr/lib/stray.so\n")
