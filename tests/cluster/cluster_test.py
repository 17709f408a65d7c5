# SPDX-License-Identifier: Apache-2.0
"""A real API server of Kubernetes takes every manifest, and refuses wrong ones.

It sees more than schemas do: selectors that do not fit, ports out of range,
names of ports that are too long, pods with more rights than the namespace gives.
"""

import os
import pathlib

import pytest
import yaml

from cluster import Cluster  # makes the following importable
import chart

# Cases with containers of others, which say nothing of their rights.
UNRESTRICTED = {"everything"}


@pytest.fixture(name="cluster", scope="module")
def fixture_cluster(tmp_path_factory):
    """Gives a running Cluster."""
    one = Cluster(tmp_path_factory.mktemp("cluster"),
                  pathlib.Path(os.environ["WAMPBRIDGE_CLUSTER_TOOLS"]))
    yield one
    one.close()


def taken(done):
    """Checks that objects were taken without a word; gives "kind/name" of each
    of them."""
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert all(line.endswith(" (server dry run)") for line in lines)
    print(done.stdout)
    return {line.split(" ")[0] for line in lines}


def test_the_version_is_the_charts(cluster):
    assert cluster.version().startswith(f"v{chart.KUBERNETES}.")


@pytest.mark.parametrize("folder", [chart.MANIFESTS, chart.SIDECAR],
                         ids=lambda folder: folder.name)
def test_plain_manifests_are_taken(cluster, folder):
    found = taken(cluster.tried("-k", folder))
    assert "deployment.apps" in {name.split("/")[0] for name in found}


@pytest.mark.parametrize("case", chart.CASES)
def test_what_the_chart_gives_is_taken(cluster, case):
    text = chart.rendered("--values", chart.CASES[case])
    done = cluster.tried("-f", "-", text=text)
    if case in UNRESTRICTED:
        warnings = done.stderr.splitlines()
        assert all("would violate PodSecurity" in line for line in warnings)
        done.stderr = ""
    assert len(taken(done)) == len(chart.objects_in(text))


def pod_of(objects):
    """Gives the pod that a Deployment would make, with an account that is
    there."""
    deployment = chart.one_of(objects, "Deployment")
    template = deployment["spec"]["template"]
    template["spec"].pop("serviceAccountName", None)
    return {"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "one", **template["metadata"]},
            "spec": template["spec"]}


def plain_pod(folder):
    """Gives the pod of a folder's Deployment."""
    return pod_of(chart.objects_in(
        (folder / "deployment.yaml").read_text(encoding="utf-8")))


@pytest.fixture(name="account", scope="module")
def fixture_account(cluster):
    """Makes what a controller makes in a whole cluster."""
    cluster.must("create", "serviceaccount", "default")


@pytest.mark.parametrize("folder", [chart.MANIFESTS, chart.SIDECAR],
                         ids=lambda folder: folder.name)
def test_pods_are_let_into_a_namespace_that_is_restricted(
        cluster, account, folder):
    del account
    assert taken(cluster.tried(
        "-f", "-", text=yaml.safe_dump(plain_pod(folder)))) == {"pod/one"}


def test_a_pod_with_more_rights_is_not_let_in(cluster, account):
    del account
    pod = plain_pod(chart.MANIFESTS)
    chart.bridge_of(pod["spec"])["securityContext"]["capabilities"] = {}
    refused = cluster.tried("-f", "-", text=yaml.safe_dump(pod))
    assert refused.returncode != 0
    assert 'violates PodSecurity "restricted' in refused.stderr


# What is put wrong in the golden file, and what the API server says to it.
FAULTS = {
    "unknown key": ("readOnly: true", "readonly: true",
                    'unknown field "spec.template.spec.containers[0].'),
    "unknown key of a custom resource": (
        "interval: 15s", "intervall: 15s",
        'unknown field "spec.endpoints[0].intervall"'),
    "word of an enum": ("imagePullPolicy: Always", "imagePullPolicy: always",
                        "Unsupported value"),
    "port out of range": ("port: 443", "port: 70000",
                          "must be between 1 and 65535"),
    "selector that finds no pod": (
        "  selector:\n    matchLabels:\n      app.kubernetes.io/name: gateway\n",
        "  selector:\n    matchLabels:\n      app.kubernetes.io/name: other\n",
        "`selector` does not match template `labels`"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_manifest_is_refused(cluster, fault):
    right, wrong, said = FAULTS[fault]
    text = chart.golden_of("everything").read_text(encoding="utf-8")
    assert right in text
    refused = cluster.tried("-f", "-", text=text.replace(right, wrong))
    assert refused.returncode != 0
    assert said in refused.stderr, refused.stderr
    print(refused.stderr)
