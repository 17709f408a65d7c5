#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes configuration.md out of the configuration's schema.

    docs/configuration.py            writes docs/configuration.md
    docs/configuration.py --print    prints it instead
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "proto/wampbridge/config/v1/config.proto"
PAGE = ROOT / "docs/configuration.md"

SCALARS = {"string": "text", "bool": "true or false", "int32": "number",
           "int64": "number", "double": "number",
           "google.protobuf.Duration": "duration"}

HEAD = """# Configuration

<!-- Written by docs/configuration.py out of proto/wampbridge/config/v1/config.proto; change that. -->

`wampbridge serve --config FILE` reads one YAML file. A key that is not on this page is an unknown key and is refused, with its
file and line; so is a value of another type or out of its range. `wampbridge check --config FILE` says whether a file is right,
with `--dial` also whether the routers take it, and `wampbridge config --config FILE` prints it with all defaults, secrets hidden.
Durations are written `200ms`, `5s`, `5m` or `1h`, sizes `512B`, `64KiB`, `4MiB` or `1GiB`.

## Commands

| command | does |
|---|---|
| `serve` | serves gRPC clients, with `--config FILE` or the environment |
| `dev` | an embedded router and the bridge on loopback, with nothing to configure |
| `check` | validates a configuration; with `--dial` joins every router and tells what it found, or which step failed and from what that likely comes |
| `config` | prints the effective configuration, secrets hidden |
| `explain` | says which rule of `callers` decides what a caller may do (`--as SUBJECT --call URI`), and why |
| `call`, `publish`, `subscribe` | clients of a running bridge, JSON in and out; `call --duplex` sends each line of stdin as a chunk |
| `register` | serves a procedure by a shell command: arguments as JSON on its stdin, the result as JSON from its stdout |
| `status` | what a running bridge does, as a table |
| `version` | version, build, libraries |

`wampbridge COMMAND --help` lists a command's options. Exit status: 0 fine, 1 what was asked failed, 2 wrong usage or configuration.

## Environment

Without `--config` the environment alone is enough. The router and the identity are then both named `default`.

| variable | is |
|---|---|
| `WAMPBRIDGE_ROUTER_URL` | the router's URL; required |
| `WAMPBRIDGE_REALM` | the realm; required |
| `WAMPBRIDGE_AUTH_METHOD` | as `identities.NAME.auth.method` |
| `WAMPBRIDGE_AUTHID` | as `identities.NAME.auth.authid` |
| `WAMPBRIDGE_SECRET` | the secret itself, for a method that needs one |
| `WAMPBRIDGE_LISTEN` | as `grpc.listen`, one address |
| `WAMPBRIDGE_ADMIN_LISTEN` | as `admin.listen` |
| `WAMPBRIDGE_CALLERS` | `any`: as `callers.insecure_any: true` |

## Keys

`NAME` stands for a name that is free to choose. "Required" keys must be there and not be empty.
"""


class Schema:
    """What the .proto file says, as far as the page needs it."""

    def __init__(self, source):
        self.messages = {}  # name -> [(type, name, rule, comment)]
        self.enums = {}  # name -> [(text, comment)]
        self.lists = set()  # messages that are written as a list alone
        self._read(source)

    def _read(self, source):
        comment, kind, owner, statement = [], None, None, ""
        for line in source.splitlines():
            line = line.strip()
            if line.startswith("//"):
                comment.append(line[2:].strip())
                continue
            if not line:
                comment = comment if statement else []
                continue
            begun = re.match(r"(message|enum|oneof) (\w+) \{", line)
            if begun:
                if begun.group(1) != "oneof":
                    kind, owner = begun.groups()
                    getattr(self, kind + "s")[owner] = []
                comment = []
                continue
            statement += line + " "
            if line.endswith(";"):
                self._take(kind, owner, statement, " ".join(comment))
            if line.endswith((";", "}")):
                statement, comment = "", []

    def _take(self, kind, owner, statement, comment):
        if "written_as_list" in statement:
            self.lists.add(owner)
        elif kind == "enum":
            text = re.search(r'\(text\) = "([^"]*)"', statement)
            if text:
                self.enums[owner].append((text.group(1), comment))
        elif kind == "message":
            field = re.match(r"(repeated )?(map<string, [\w.]+>|[\w.]+) (\w+) = "
                             r"\d+", statement)
            if field:
                rule = dict(re.findall(r'(\w+): ("(?:\\.|[^"])*"|\w+)',
                                       statement))
                self.messages[owner].append(
                    ((field.group(1) or "") + field.group(2), field.group(3),
                     rule, comment))


def unquoted(value):
    """Gives a literal's text."""
    return re.sub(r"\\(.)", r"\1", value.removeprefix('"').removesuffix('"'))


def values_of(schema, kind, rule=None):
    """Gives how a value of this type is written."""
    if (rule or {}).get("unit") == "UNIT_BYTES":
        return "size"
    if kind in schema.enums:
        return " \\| ".join(f"`{text}`" for text, _ in schema.enums[kind])
    return SCALARS[kind]


def limits_of(schema, kind, rule):
    """Gives the column of default and range."""
    parts = []
    if "default_value" in rule:
        parts.append(f"`{unquoted(rule['default_value'])}`")
    elif rule.get("required"):
        parts.append("required")
    elif kind == "bool":
        parts.append("`false`")
    if "min" in rule and "max" in rule:
        parts.append(f"{unquoted(rule['min'])} to {unquoted(rule['max'])}")
    return "; ".join(parts)


def meaning_of(schema, kind, comment):
    """Gives a key's comment, and its values'."""
    if kind not in schema.enums:
        return comment
    values = [f"`{text}`: {words}" for text, words in schema.enums[kind]
              if words.rstrip(".").upper() != text.upper()]
    return " ".join([comment, *values])


def rows(schema, message, path):
    """Gives the table's rows for a message and what is in it."""
    for kind, name, rule, comment in schema.messages[message]:
        here = f"{path}{name}"
        several = kind.startswith("repeated ")
        inner = kind.removeprefix("repeated ")
        mapped = re.match(r"map<string, ([\w.]+)>", inner)
        if mapped:
            inner, here = mapped.group(1), f"{here}.NAME"
        if inner in schema.lists:
            inner, several = schema.messages[inner][0][0], True
            inner = inner.removeprefix("repeated ")
        if several and inner in schema.messages:
            here += "[]"
        if inner in schema.messages:
            yield here, "", "required" if rule.get("required") else "", comment
            yield from rows(schema, inner, here + ".")
            continue
        kind = values_of(schema, inner, rule)
        yield (here, f"list of {kind}" if several else kind,
               limits_of(schema, inner, rule),
               meaning_of(schema, inner, comment))


def page():
    """Gives the text of configuration.md."""
    schema = Schema(SCHEMA.read_text(encoding="utf-8"))
    lines = [HEAD]
    for kind, name, _, comment in schema.messages["Config"]:
        lines += [f"### {name}", "", comment, "",
                  "| key | value | default; range | meaning |",
                  "|---|---|---|---|"]
        mapped = re.match(r"map<string, (\w+)>", kind)
        inner, path = (mapped.group(1), f"{name}.NAME") if mapped else (
            kind, name)
        if inner in schema.messages:
            found = rows(schema, inner, path + ".")
        else:
            found = [(path, values_of(schema, inner), "", "")]
        for key, value, limits, meaning in found:
            lines.append(f"| `{key}` | {value} | {limits} | {meaning} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(page())
    else:
        PAGE.write_text(page(), encoding="utf-8")
