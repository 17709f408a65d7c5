#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the chart's values.schema.json, so that Helm refuses what the bridge
would refuse.

    deploy/helm/schema.py            writes wampbridge/values.schema.json
    deploy/helm/schema.py --print    prints it instead

The chart's own values stand in values.schema.yaml; `config` is made out of the
configuration's schema, config.proto, as docs/configuration.md is. Ranges of
durations and sizes, and which keys exclude one another, are left to the bridge.
"""

import json
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import configuration  # noqa: E402

CHART = ROOT / "deploy/helm/wampbridge"
OWN = ROOT / "deploy/helm/values.schema.yaml"
WRITTEN = CHART / "values.schema.json"

DURATION = r"^([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+$"
SIZE = r"^[0-9]+(B|KiB|MiB|GiB)$"
# Names of routers and identities; keys of other maps are free.
NAMED = ("Router", "Identity")
NAME = "^[A-Za-z0-9_.-]{1,64}$"


def number(kind, rule):
    """Gives the schema of a plain number."""
    schema = {"type": "number" if kind == "double" else "integer"}
    for key, word in (("min", "minimum"), ("max", "maximum")):
        if key in rule:
            schema[word] = json.loads(configuration.unquoted(rule[key]))
    return schema


def choice(texts):
    """Gives the schema of an enum. YAML takes the text 1.2 for a number."""
    numbers = [float(text) for text in texts if re.fullmatch(r"\d+\.\d+", text)]
    return {"enum": texts + numbers}


def value_of(source, kind, rule):
    """Gives the schema of one value."""
    if kind in source.messages:
        return {"$ref": f"#/definitions/{kind}"}
    if kind in source.enums:
        return choice([text for text, _ in source.enums[kind]])
    if kind == "google.protobuf.Duration":
        return {"type": "string", "pattern": DURATION}
    if rule.get("unit") == "UNIT_BYTES":
        return {"anyOf": [{"type": "string", "pattern": SIZE},
                          {"type": "integer", "minimum": 0}]}
    if kind in ("int32", "int64", "double"):
        return number(kind, rule)
    if kind == "bool":
        return {"type": "boolean"}
    if kind != "string":
        raise ValueError(f"no schema for {kind}")
    least = {"minLength": 1} if rule.get("required") else {}
    return {"type": "string", **least}


def field_of(source, kind, rule):
    """Gives the schema of a field: a value, a list or a map of them."""
    mapped = re.fullmatch(r"map<string, ([\w.]+)>", kind)
    if mapped:
        names = ({"propertyNames": {"pattern": NAME}}
                 if mapped.group(1) in NAMED else {})
        return {"type": "object", **names,
                "additionalProperties": value_of(source, mapped.group(1), {})}
    if kind.startswith("repeated "):
        items = value_of(source, kind.removeprefix("repeated "), {})
        least = {"minItems": 1} if rule.get("required") else {}
        return {"type": "array", **least, "items": items}
    return value_of(source, kind, rule)


def message_of(source, name):
    """Gives the schema of a message."""
    fields = source.messages[name]
    if name in source.lists:
        kind, _, rule, _ = fields[0]
        return field_of(source, kind, rule)
    properties = {key: {"description": comment, **field_of(source, kind, rule)}
                  for kind, key, rule, comment in fields}
    required = [key for _, key, rule, _ in fields
                if rule.get("required") and "default_value" not in rule]
    schema = {"type": "object", "additionalProperties": False,
              "properties": properties}
    if required:
        schema["required"] = required
    return schema


def text():
    """Gives the text of values.schema.json."""
    source = configuration.Schema(
        configuration.SCHEMA.read_text(encoding="utf-8"))
    schema = yaml.safe_load(OWN.read_text(encoding="utf-8"))
    for name in source.messages:
        schema["definitions"][name] = message_of(source, name)
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(text())
    else:
        WRITTEN.write_text(text(), encoding="utf-8")
