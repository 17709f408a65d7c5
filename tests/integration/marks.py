# SPDX-License-Identifier: Apache-2.0
"""The marker `conforms`, by which a test says what it shows:

    @pytest.mark.conforms("caller_identification", "grpc", "crossbar")

names a line (or several, with blanks between them) and its columns, as in
docs/conformance_features.py. `{name}` in it stands for the test's parameter of
that name. `note` goes before the test on the page: "refused by name". A test
may have several markers. One that runs on either `router` fills the column
`crossbar` only where that is the router. The results travel in the JUnit file,
out of which docs/conformance.py writes docs/conformance.md.
"""

import pathlib
import sys

import pytest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "docs"))
from conformance_features import COLUMNS, KEYS  # pylint: disable=C0413


def shown_by(item):
    """Gives (feature, columns, note) for each line that a test shows."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    absent = {"crossbar"} if parameters.get("router") == "embedded" else set()
    for mark in item.iter_markers("conforms"):
        features, *columns = mark.args
        columns = [column for column in columns if column not in absent]
        for feature in features.format(**parameters).split():
            yield feature, columns, mark.kwargs.get("note")


def pytest_collection_modifyitems(items):
    """Has each test's markers written into the JUnit file."""
    for item in items:
        for feature, columns, note in shown_by(item):
            if feature not in KEYS or set(columns) - set(COLUMNS):
                raise pytest.UsageError(
                    f"{item.nodeid}: conforms({feature!r}, {columns}): "
                    "docs/conformance_features.py has no such line or column")
            value = f"{feature}: {note}" if note else feature
            item.user_properties += [(f"conforms.{column}", value)
                                     for column in columns]
