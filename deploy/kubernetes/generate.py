#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the manifests beside this file out of the chart, with values.yaml.

    deploy/kubernetes/generate.py [FOLDER]    writes into FOLDER, or here

HELM names the program, if it is not the `helm` of the PATH. What says that an
object is Helm's is left out, and so is the checksum by which Helm replaces pods.
"""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
CHART = HERE.parent / "helm/wampbridge"
KUBERNETES = "1.32"

HEAD = """# SPDX-License-Identifier: Apache-2.0
# Written by deploy/kubernetes/generate.py out of the chart; change that.
"""
KUSTOMIZATION = """# kubectl apply -k deploy/kubernetes
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
"""
SOURCE = re.compile(r"^---\n# Source: wampbridge/templates/(\S+)\n", re.MULTILINE)
HELMS_OWN = re.compile(
    r"^ +(app\.kubernetes\.io/managed-by|helm\.sh/chart): .*\n|"
    r"^ +annotations:\n +#.*\n +checksum/config: \w+\n", re.MULTILINE)


def rendered():
    """Gives what Helm makes of the chart."""
    return subprocess.run(
        [os.environ.get("HELM", "helm"), "template", "wampbridge", CHART,
         "--kube-version", KUBERNETES, "--values", HERE / "values.yaml"],
        check=True, capture_output=True, text=True).stdout


def manifests():
    """Gives {file name: text}."""
    _, *parts = SOURCE.split(rendered())
    files = {}
    for name, text in zip(parts[::2], parts[1::2]):
        text = HELMS_OWN.sub("", text).strip() + "\n"
        files.setdefault(name, []).append(text)
    files = {name: HEAD + "---\n".join(files[name]) for name in sorted(files)}
    listed = "".join(f"  - {name}\n" for name in files)
    return {**files, "kustomization.yaml": HEAD + KUSTOMIZATION + listed}


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, text in manifests().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
