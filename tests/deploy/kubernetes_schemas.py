#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the schemas that kubeconform reads, strict ones.

    kubernetes_schemas.py SCHEMAS DEFINITIONS FOLDER

SCHEMAS is what the package kubernetes-validate holds, DEFINITIONS the Prometheus
operator's CustomResourceDefinitions. Each of VERSIONS becomes a folder.
"""

import json
import pathlib
import sys

import yaml

# The oldest one that the chart allows, and the newest that there is.
VERSIONS = ("1.29", "1.37")


def strict(schema):
    """Gives a schema that refuses properties that it does not name."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: strict(value) for key, value in schema.items()}
    if schema.pop("x-kubernetes-int-or-string", False):
        schema.pop("type", None)
    if isinstance(schema.get("properties"), dict):
        schema.setdefault("additionalProperties", False)
    return schema


def custom(path):
    """Gives a file name and the schema for each version of a custom resource."""
    definition = yaml.safe_load(path.read_text(encoding="utf-8"))["spec"]
    group = definition["group"].split(".")[0]
    for version in definition["versions"]:
        schema = strict(version["schema"]["openAPIV3Schema"])
        schema["properties"]["metadata"] = {"type": "object"}
        yield (f"{definition['names']['singular']}-{group}-"
               f"{version['name']}.json"), schema


def beside_others(path):
    """Gives a schema's text with references to files of its own folder, in
    place of addresses that nobody serves."""
    text = path.read_text(encoding="utf-8")
    schema = json.loads(text.replace("/api/_definitions", "_definitions"))
    schema.pop("$id", None)
    return json.dumps(schema)


def main():
    schemas, definitions, folder = map(pathlib.Path, sys.argv[1:])
    for version in VERSIONS:
        made = folder / version
        made.mkdir(parents=True, exist_ok=True)
        for path in sorted((schemas / f"v{version}.0-local-strict").iterdir()):
            (made / path.name).write_text(beside_others(path), encoding="utf-8")
        for name in ("servicemonitors", "prometheusrules"):
            for file, schema in custom(
                    definitions / f"monitoring.coreos.com_{name}.yaml"):
                (made / file).write_text(json.dumps(schema), encoding="utf-8")


if __name__ == "__main__":
    main()
