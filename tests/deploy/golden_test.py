# SPDX-License-Identifier: Apache-2.0
"""What is generated and committed is what its sources give."""

import json
import os
import subprocess
import sys

import pytest
import yaml

import chart


@pytest.mark.parametrize("values", [chart.FIRST, *chart.CASES.values()])
def test_helm_finds_no_fault(values):
    done = chart.helm("lint", "--strict", "--kube-version", chart.KUBERNETES,
                      "--values", values, chart.CHART)
    assert done.returncode == 0, done.stdout
    assert "WARNING" not in done.stdout


@pytest.mark.parametrize("case", chart.CASES)
def test_chart_gives_the_golden_file(case):
    """tests/deploy/goldens.py writes them."""
    golden = chart.golden_of(case).read_text(encoding="utf-8")
    assert chart.rendered("--values", chart.CASES[case]) == golden


def test_no_golden_file_is_left_over():
    there = {path.stem for path in chart.golden_of("any").parent.iterdir()}
    assert there == set(chart.CASES)


def test_plain_manifests_are_what_the_chart_gives(tmp_path):
    """deploy/kubernetes/generate.py writes them."""
    subprocess.run([sys.executable, chart.MANIFESTS / "generate.py", tmp_path],
                   check=True, env=dict(os.environ, HELM=str(chart.HELM)))
    made = {path.name: path.read_text(encoding="utf-8")
            for path in tmp_path.iterdir()}
    there = {path.name: path.read_text(encoding="utf-8")
             for path in chart.MANIFESTS.glob("*.yaml")
             if path.name != "values.yaml"}
    assert there == made


def test_plain_manifests_differ_from_the_chart_in_helms_own_marks_only():
    found = chart.objects("--values", chart.FIRST)
    for one in found:
        for mark in ("helm.sh/chart", "app.kubernetes.io/managed-by"):
            del one["metadata"]["labels"][mark]
    template = chart.one_of(found, "Deployment")["spec"]["template"]
    assert set(template["metadata"].pop("annotations")) == {"checksum/config"}
    plain = [one for path in chart.MANIFESTS.glob("*.yaml")
             if path.name not in ("values.yaml", "kustomization.yaml")
             for one in chart.objects_in(path.read_text(encoding="utf-8"))]

    def key(one):
        return one["kind"], one["metadata"]["name"]

    assert sorted(plain, key=key) == sorted(found, key=key)


def test_values_show_every_key_of_their_schema():
    """But for Helm's own, and what is in objects of Kubernetes."""
    schema = json.loads((chart.CHART / "values.schema.json").read_text())
    values = yaml.safe_load((chart.CHART / "values.yaml").read_text())
    for key, value in schema["properties"].items():
        if key in ("global", "enabled"):
            continue
        assert key in values
        for inner in value.get("properties", {}):
            assert inner in values[key], f"{key}.{inner}"


def test_schema_of_values_is_made_of_its_sources():
    """deploy/helm/schema.py writes it."""
    printed = subprocess.run(
        [sys.executable, chart.DEPLOY / "helm/schema.py", "--print"],
        check=True, capture_output=True, text=True).stdout
    written = chart.CHART / "values.schema.json"
    assert written.read_text(encoding="utf-8") == printed


def test_dashboard_is_made_of_its_source():
    """deploy/helm/dashboard.py writes it."""
    printed = subprocess.run(
        [sys.executable, chart.DEPLOY / "helm/dashboard.py", "--print"],
        check=True, capture_output=True, text=True).stdout
    assert chart.DASHBOARD.read_text(encoding="utf-8") == printed
