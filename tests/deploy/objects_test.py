# SPDX-License-Identifier: Apache-2.0
"""The objects that the chart makes are valid, and fit one another."""

import json
import subprocess

import pytest

import chart
import kubernetes_schemas

RENDERINGS = {
    "plain": [chart.MANIFESTS / f"{name}.yaml" for name in (
        "configmap", "deployment", "networkpolicy", "poddisruptionbudget",
        "service", "serviceaccount")],
    "sidecar": [chart.SIDECAR / "configmap.yaml", chart.SIDECAR / "deployment.yaml"],
    **{case: [chart.golden_of(case)] for case in chart.CASES}}


@pytest.fixture(name="found", params=RENDERINGS)
def fixture_found(request):
    """Gives the objects of each rendering in turn."""
    return [one for path in RENDERINGS[request.param]
            for one in chart.objects_in(path.read_text(encoding="utf-8"))]


def selected_by(selector, labels):
    return selector.items() <= labels.items()


def of_kind(found, kind):
    return [one for one in found if one["kind"] == kind]


@pytest.mark.parametrize("version", kubernetes_schemas.VERSIONS)
@pytest.mark.parametrize("rendering", RENDERINGS)
def test_kubernetes_schemas_accept_every_object(version, rendering):
    done = kubeconform(version, RENDERINGS[rendering])
    assert done["summary"]["valid"] > 0
    bad = [one for one in done["resources"] if one["status"] != "statusValid"]
    assert not bad


def kubeconform(version, paths):
    """Gives what kubeconform says of files."""
    schema = "{{.ResourceKind}}{{.KindSuffix}}.json"
    done = subprocess.run(
        [chart.TOOLS / "bin/kubeconform", "-output", "json", "-summary",
         "-verbose", "-schema-location",
         chart.TOOLS / "kubernetes-schemas" / version / schema, *paths],
        capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


@pytest.mark.parametrize("version", kubernetes_schemas.VERSIONS)
def test_kubernetes_schemas_refuse_an_unknown_key(version, tmp_path):
    golden = chart.golden_of("everything").read_text(encoding="utf-8")
    for right, wrong in (("readOnly: true", "readonly: true"),
                         ("interval: 15s", "intervall: 15s")):
        path = tmp_path / "wrong.yaml"
        path.write_text(golden.replace(right, wrong), encoding="utf-8")
        assert kubeconform(version, [path])["summary"]["invalid"] == 1


def test_services_lead_to_ports_of_the_pods(found):
    deployment = chart.one_of(found, "Deployment")["spec"]["template"]
    bridge = chart.bridge_of(deployment["spec"])
    ports = {port["name"] for port in bridge["ports"]}
    for service in of_kind(found, "Service"):
        spec = service["spec"]
        assert selected_by(spec["selector"], deployment["metadata"]["labels"])
        assert {port["targetPort"] for port in spec["ports"]} <= ports


def test_selectors_find_the_pods(found):
    deployment = chart.one_of(found, "Deployment")
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    selectors = [deployment["spec"]["selector"]]
    selectors += [one["spec"]["selector"]
                  for one in of_kind(found, "PodDisruptionBudget")]
    selectors += [one["spec"]["podSelector"]
                  for one in of_kind(found, "NetworkPolicy")]
    selectors += [one["labelSelector"] for one in chart.pod_of(found).get(
        "topologySpreadConstraints", [])]
    for selector in selectors:
        assert selected_by(selector["matchLabels"], labels)


def test_policy_names_ports_of_the_pods(found):
    ports = {port["name"]
             for port in chart.bridge_of(chart.pod_of(found))["ports"]}
    named = {port["port"] for one in of_kind(found, "NetworkPolicy")
             for rule in one["spec"]["ingress"] for port in rule.get("ports", [])}
    assert named <= ports


def test_probes_ask_the_admin_listener(found):
    bridge = chart.bridge_of(chart.pod_of(found))
    pages = {name: bridge[name]["httpGet"]["path"]
             for name in ("readinessProbe", "livenessProbe", "startupProbe")
             if name in bridge}
    assert pages["livenessProbe"] == "/healthz"
    assert pages["readinessProbe"] == "/readyz"
    assert {bridge[name]["httpGet"]["port"] for name in pages} == {"admin"}


def test_every_mount_has_its_volume(found):
    pod = chart.pod_of(found)
    mounts = {mount["name"] for mount in chart.bridge_of(pod)["volumeMounts"]}
    assert mounts <= {volume["name"] for volume in pod["volumes"]}


def test_objects_that_pods_name_are_made_or_given(found):
    pod = chart.pod_of(found)
    made = {(one["kind"], one["metadata"]["name"]) for one in found}
    config = [volume["configMap"]["name"] for volume in pod["volumes"]
              if "configMap" in volume]
    assert {("ConfigMap", name) for name in config} <= made
    account = pod.get("serviceAccountName", "default")
    assert account == "default" or ("ServiceAccount", account) in made


def test_secrets_are_closed_to_others(found):
    """auth/secret_source.h asks for a mode of 0440 or less."""
    for volume in chart.pod_of(found)["volumes"]:
        if "secret" in volume:
            assert volume["secret"]["defaultMode"] & 0o7 == 0


def test_pod_has_no_more_rights_than_it_needs(found):
    """The "restricted" Pod Security Standard, and a read-only file system."""
    pod = chart.pod_of(found)
    assert not pod["automountServiceAccountToken"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    rights = chart.bridge_of(pod)["securityContext"]
    assert rights["readOnlyRootFilesystem"]
    assert not rights["allowPrivilegeEscalation"]
    assert rights["capabilities"] == {"drop": ["ALL"]}


def test_policy_denies_by_default_and_lets_named_peers_in(found):
    for one in of_kind(found, "NetworkPolicy"):
        assert one["spec"]["policyTypes"] == ["Ingress", "Egress"]
        assert all(rule["from"] for rule in one["spec"]["ingress"])


def test_autoscaler_has_the_say_over_replicas(found):
    scaled = of_kind(found, "HorizontalPodAutoscaler")
    deployment = chart.one_of(found, "Deployment")
    assert ("replicas" in deployment["spec"]) == (not scaled)
    for one in scaled:
        assert one["spec"]["scaleTargetRef"]["name"] == (
            deployment["metadata"]["name"])


def test_monitor_scrapes_each_pod_once(found):
    for one in of_kind(found, "ServiceMonitor"):
        selector = one["spec"]["selector"]["matchLabels"]
        endpoint, = one["spec"]["endpoints"]
        service, = [service for service in of_kind(found, "Service")
                    if selected_by(selector, service["metadata"]["labels"])]
        assert endpoint["port"] in {
            port["name"] for port in service["spec"]["ports"]}


def test_a_changed_configuration_replaces_the_pods(tmp_path):
    def checksum(*arguments):
        found = chart.objects("--values", chart.FIRST, *arguments)
        template = chart.one_of(found, "Deployment")["spec"]["template"]
        return template["metadata"]["annotations"]["checksum/config"]

    assert checksum() == checksum("--set", "podLabels.a=b")
    assert checksum() != checksum("--set", "config.drain.delay=6s")


def test_kustomization_names_every_manifest():
    for folder in (chart.MANIFESTS, chart.SIDECAR):
        listed, = chart.objects_in(
            (folder / "kustomization.yaml").read_text(encoding="utf-8"))
        there = {path.name for path in folder.glob("*.yaml")}
        assert set(listed["resources"]) == (
            there - {"kustomization.yaml", "values.yaml"})
