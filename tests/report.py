#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the test cases of a run and ends with `N passed, N failed`.

Usage: report.py FOLDER...

A folder holds what the run left: `*.bep.json` (Bazel's build events, which name
each test's XML file), `*.xml` (pytest's), `*.failed` (a step that failed as a
whole; its text says why). The exit status is 1 if anything failed or nothing
ran.
"""

import json
import pathlib
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree


class Tally:
    """How many test cases passed, failed and were skipped."""

    def __init__(self):
        self.passed = 0
        self.skipped = 0
        self.failures = []

    def fail(self, name):
        """Counts a failure and remembers its name."""
        self.failures.append(name)

    def add_case(self, case, origin):
        """Counts one <testcase>."""
        name = f"{origin} {case.get('classname', '')}.{case.get('name', '')}"
        if case.find("failure") is not None or case.find("error") is not None:
            self.fail(name)
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            self.skipped += 1
        else:
            self.passed += 1

    def add_xml(self, path, origin):
        """Counts the test cases of a JUnit file and gives their number."""
        try:
            root = ElementTree.parse(path).getroot()
        except (OSError, ElementTree.ParseError):
            return 0
        cases = list(root.iter("testcase"))
        for case in cases:
            self.add_case(case, origin)
        return len(cases)

    def add_bazel_test(self, label, result):
        """Counts one test target by the XML file that it left."""
        failed_before = len(self.failures)
        for output in result.get("testActionOutput", []):
            if output["name"] == "test.xml":
                url = urllib.parse.urlparse(output["uri"])
                self.add_xml(urllib.parse.unquote(url.path), label)
        if result["status"] != "PASSED" and len(self.failures) == failed_before:
            self.fail(f"{label} ({result['status']})")

    def add_bazel(self, path):
        """Counts a Bazel run; of a test's attempts the last one holds."""
        results = {}
        for line in path.read_text().splitlines():
            event = json.loads(line)
            if "testResult" in event:
                identity = event["id"]["testResult"]
                key = (identity["label"], identity.get("shard", 1),
                       identity.get("run", 1))
                results[key] = event["testResult"]
        for (label, _, _), result in sorted(results.items()):
            self.add_bazel_test(label, result)


def main():
    tally = Tally()
    for folder in map(pathlib.Path, sys.argv[1:]):
        if not folder.is_dir():
            tally.fail(f"{folder.name}: was not run")
        for path in sorted(folder.glob("*.bep.json")):
            tally.add_bazel(path)
        for path in sorted(folder.glob("*.xml")):
            tally.add_xml(path, folder.name)
        for path in sorted(folder.glob("*.failed")):
            tally.fail(path.read_text().strip())
    for name in tally.failures:
        print(f"FAILED {name}")
    line = f"{tally.passed} passed, {len(tally.failures)} failed"
    if tally.skipped:
        line += f", {tally.skipped} skipped"
    print(line)
    sys.exit(1 if tally.failures or not tally.passed else 0)


if __name__ == "__main__":
    main()
