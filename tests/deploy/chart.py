# SPDX-License-Identifier: Apache-2.0
"""The chart, rendered by Helm, and the objects in what it gives."""

import os
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm/wampbridge"
DASHBOARD = CHART / "dashboards/wampbridge.json"
MANIFESTS = DEPLOY / "kubernetes"
SIDECAR = DEPLOY / "sidecar"
TOOLS = pathlib.Path(os.environ.get("WAMPBRIDGE_TEST_TOOLS", "."))
HELM = TOOLS / "bin/helm"
# Helm asks no cluster for its version.
KUBERNETES = "1.32"

HERE = pathlib.Path(__file__).resolve().parent
FIRST = MANIFESTS / "values.yaml"  # the least that has to be given
CASES = {path.stem: path for path in sorted((HERE / "values").glob("*.yaml"))}


def golden_of(case):
    """Gives the file with what a case is to give."""
    return HERE / "golden" / f"{case}.yaml"


def helm(*arguments):
    """Runs Helm; gives what subprocess.run() does."""
    return subprocess.run([HELM, *map(str, arguments)], capture_output=True,
                          text=True, check=False)


def template(*arguments):
    """Renders the chart; gives what subprocess.run() does."""
    return helm("template", "wampbridge", CHART, "--kube-version", KUBERNETES,
                *arguments)


def rendered(*arguments):
    """Gives the text that the chart gives."""
    done = template(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def objects_in(text):
    """Gives the objects of a YAML stream."""
    return [one for one in yaml.safe_load_all(text) if one]


def objects(*arguments):
    """Gives the objects that the chart makes."""
    return objects_in(rendered(*arguments))


def one_of(found, kind, name=None):
    """Gives the only object of a kind, or the one of that name."""
    one, = [one for one in found if one["kind"] == kind
            and name in (None, one["metadata"]["name"])]
    return one


def pod_of(found):
    """Gives the pod of the only Deployment."""
    return one_of(found, "Deployment")["spec"]["template"]["spec"]


def bridge_of(pod):
    """Gives the container of the bridge."""
    one, = [one for one in pod["containers"] + pod.get("initContainers", [])
            if one["name"] == "wampbridge"]
    return one
