# SPDX-License-Identifier: Apache-2.0
"""The deployment files fit the program and one another."""

import pathlib
import re
import subprocess

import pytest
import yaml

import bridge as bridges
import network

DEPLOY = bridges.ROOT / "deploy"
MANIFESTS = DEPLOY / "kubernetes"


def manifest(name):
    """Gives a manifest."""
    return yaml.safe_load((MANIFESTS / f"{name}.yaml").read_text())


@pytest.fixture(name="config")
def fixture_config():
    """Gives the configuration inside the ConfigMap, as text."""
    return manifest("configmap")["data"]["wampbridge.yaml"]


@pytest.fixture(name="pod")
def fixture_pod():
    """Gives the pod that the Deployment makes."""
    return manifest("deployment")["spec"]["template"]["spec"]


@pytest.fixture(name="container")
def fixture_container(pod):
    """Gives the pod's only container."""
    one, = pod["containers"]
    return one


def port_of(address):
    return int(address.rpartition(":")[2])


def test_configuration_is_accepted(config, tmp_path):
    secret = tmp_path / "orders"
    secret.write_text("hunter2")
    secret.chmod(0o440)
    path = tmp_path / "wampbridge.yaml"
    path.write_text(config.replace("/etc/wampbridge/secrets/orders",
                                   str(secret)))
    status, output = bridges.run("check", "--config", path)
    assert status == 0, output


def test_ports_are_the_configurations(config, container):
    configured = yaml.safe_load(config)
    ports = {port["name"]: port["containerPort"]
             for port in container["ports"]}
    assert ports == {
        "grpc": port_of(configured["grpc"]["listen"][0]),
        "admin": port_of(configured["admin"]["listen"])}
    served, = manifest("service")["spec"]["ports"]
    assert (served["port"], served["targetPort"]) == (ports["grpc"], "grpc")


def test_probes_ask_pages_that_there_are(container, shared_bridge):
    for probe in ("readinessProbe", "livenessProbe"):
        page = container[probe]["httpGet"]
        assert page["port"] == "admin"
        assert network.http_status(shared_bridge.admin + page["path"])[0] == 200


def test_pod_lives_longer_than_its_drain(config, pod):
    drain = yaml.safe_load(config)["drain"]
    seconds = sum(int(re.fullmatch(r"(\d+)s", drain[key])[1])
                  for key in ("delay", "timeout"))
    assert pod["terminationGracePeriodSeconds"] > seconds + 1


def test_mounts_are_where_the_configuration_looks(config, pod, container):
    mounts = {mount["name"]: mount["mountPath"]
              for mount in container["volumeMounts"]}
    assert mounts["config"] == container["args"][-1]
    secret = yaml.safe_load(config)["identities"]["orders"]["auth"]["secret"]
    assert str(pathlib.Path(secret["file"]).parent) == mounts["secrets"]
    assert {volume["name"] for volume in pod["volumes"]} == set(mounts)


def test_pod_has_no_more_rights_than_it_needs(pod, container):
    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    rights = container["securityContext"]
    assert rights["readOnlyRootFilesystem"]
    assert not rights["allowPrivilegeEscalation"]
    assert rights["capabilities"] == {"drop": ["ALL"]}
    user = re.search(r"^USER (\d+):(\d+)$",
                     (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert int(user[1]) == pod["securityContext"]["runAsUser"]


def test_kustomization_names_every_manifest():
    listed = set(manifest("kustomization")["resources"])
    there = {path.name for path in MANIFESTS.glob("*.yaml")}
    assert listed == there - {"kustomization.yaml"}


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
