#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes conformance.md out of what the integration tests did.

    docs/conformance.py [RESULTS]            writes docs/conformance.md
    docs/conformance.py --check [RESULTS]    tells whether it is so already

RESULTS is the JUnit file that `tests/run integration` left. A test says what it
shows by the marker `conforms` (tests/integration/marks.py).
"""

import collections
import difflib
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

from conformance_features import COLUMNS, SECTIONS

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/conformance.md"
RESULTS = ROOT / "test-results/integration/pytest.xml"
MARK = "conforms."

HEAD = """# Conformance

<!-- Written by docs/conformance.py out of the integration tests' results: `make conformance`. -->

What the specification's basic and advanced profiles have, and the test in `tests/integration` that showed it last:

- **through gRPC**: a gRPC client of the bridge, behind the embedded router or Crossbar
- **embedded router**: WAMP clients of other people's making (npm's autobahn and wampy, Python's autobahn and wampy) on `wampbridge dev`
- **Crossbar**: the bridge with Crossbar behind it. What Crossbar lacks is refused by its name, or done by the bridge, and nothing hangs

The whole table of authentication methods, transports and serializers is `make interop`.
"""

# Worst first: what a test is when its cases differ.
OUTCOMES = ["failed", "not run", ""]


def outcome_of(case):
    """Gives "failed", "not run", or "" for a test case that passed."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "not run" if case.find("skipped") is not None else ""


def name_of(case):
    """Gives `file::test` for a test case, whatever its parameters."""
    return (case.get("file").rpartition("/")[2] + "::" +
            case.get("name").partition("[")[0])


def shown_by(results):
    """Gives (feature, column) -> {(note, test): outcome} of a JUnit file."""
    shown = collections.defaultdict(dict)
    for case in ElementTree.parse(results).getroot().iter("testcase"):
        outcome = outcome_of(case)
        for mark in case.iter("property"):
            if not mark.get("name").startswith(MARK):
                continue
            column = mark.get("name").removeprefix(MARK)
            feature, _, note = mark.get("value").partition(": ")
            tests = shown[feature, column]
            test = note, name_of(case)
            tests[test] = min(outcome, tests.get(test, ""),
                              key=OUTCOMES.index)
    return shown


def cell(tests, words):
    """Gives a place of the table."""
    if not tests:
        return words or "**no test**"
    parts = []
    for (note, test), outcome in sorted(tests.items()):
        outcome = f"**{outcome}** " if outcome else ""
        parts.append(outcome + (f"{note}: " if note else "") + f"`{test}`")
    return "<br>".join(parts)


def page(shown):
    """Gives the text of conformance.md."""
    lines = [HEAD]
    for heading, features in SECTIONS:
        lines += [f"## {heading}", "",
                  f"| feature | {' | '.join(COLUMNS.values())} |",
                  "|---" * (1 + len(COLUMNS)) + "|"]
        for feature in features:
            cells = [cell(shown.get((feature.key, column)),
                          getattr(feature, column)) for column in COLUMNS]
            lines.append(f"| {feature.text} | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def check(written):
    """Gives the exit status: whether the page is what the results say."""
    there = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if there == written:
        return 0
    sys.stdout.writelines(difflib.unified_diff(
        there.splitlines(True), written.splitlines(True),
        "docs/conformance.md", "what the tests showed", n=0))
    return 1


def main(arguments):
    only_check = "--check" in arguments
    files = [one for one in arguments if one != "--check"]
    written = page(shown_by(files[0] if files else RESULTS))
    if only_check:
        return check(written)
    PAGE.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
