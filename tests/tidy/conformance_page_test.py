# SPDX-License-Identifier: Apache-2.0
"""docs/conformance.md names tests that there are, and is written as its results
say. Whether the results are of today `tests/run integration` checks."""

import re
import subprocess
import sys

import pytest

import tree

sys.path.append(str(tree.ROOT / "docs"))
import conformance  # pylint: disable=C0413
from conformance_features import COLUMNS, KEYS, SECTIONS  # pylint: disable=C0413

CASE = ('<testcase classname="a" file="tests/integration/call_test.py" '
        'name="{name}"><properties><property name="conforms.{column}" '
        'value="{value}"/></properties>{inside}</testcase>')


@pytest.fixture(name="shown")
def fixture_shown(tmp_path):
    """Gives a function that reads results of one test case for each of its
    arguments: its name, its property's value, and what became of it."""
    def read(*cases, column="grpc"):
        path = tmp_path / "pytest.xml"
        path.write_text("<testsuites><testsuite>" + "".join(
            CASE.format(name=name, value=value, inside=inside, column=column)
            for name, value, inside in cases) + "</testsuite></testsuites>")
        return conformance.shown_by(path)
    return read


def test_page_names_tests_that_there_are():
    page = tree.text("docs/conformance.md")
    named = re.findall(r"`(\w+\.py)::(\w+)`", page)
    assert named
    missing = [f"{name}::{test}" for name, test in named
               if f"def {test}(" not in tree.text(f"tests/integration/{name}")]
    assert not missing, missing


def test_every_place_of_the_page_is_filled():
    page = tree.text("docs/conformance.md")
    for outcome in ("failed", "not run", "no test"):
        assert f"**{outcome}**" not in page, outcome


def test_page_has_all_lines():
    page = tree.text("docs/conformance.md")
    lines = [feature for _, features in SECTIONS for feature in features]
    assert len(KEYS) == len(lines)
    assert not [one.text for one in lines if f"\n| {one.text} | " not in page]


def test_cases_of_a_test_are_one_name(shown):
    assert shown(("test_a[1]", "call", ""), ("test_a[2]", "call", "")) == {
        ("call", "grpc"): {("", "call_test.py::test_a"): ""}}


@pytest.mark.parametrize("inside, outcome", [
    ("<failure/>", "failed"), ("<error/>", "failed"),
    ("<skipped/>", "not run")])
def test_worst_case_is_shown(shown, inside, outcome):
    found = shown(("test_a[1]", "call", inside), ("test_a[2]", "call", ""))
    tests = found["call", "grpc"]
    assert tests == {("", "call_test.py::test_a"): outcome}
    assert conformance.cell(tests, "") == (
        f"**{outcome}** `call_test.py::test_a`")


def test_note_goes_before_the_test(shown):
    found = shown(("test_a", "call: refused by name", ""), column="crossbar")
    assert conformance.cell(found["call", "crossbar"], "words") == (
        "refused by name: `call_test.py::test_a`")


def test_words_stand_where_no_test_does():
    assert conformance.cell(None, "unfinished") == "unfinished"
    assert conformance.cell(None, "") == "**no test**"


def test_failed_test_changes_the_page(shown):
    passed = conformance.page(shown(("test_a", "call", "")))
    failed = conformance.page(shown(("test_a", "call", "<failure/>")))
    assert passed != failed
    assert len(COLUMNS) == 3
