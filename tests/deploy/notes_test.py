# SPDX-License-Identifier: Apache-2.0
"""What `helm install` says in the end. Helm shows it on an installation alone,
so that here a copy of the chart makes an object of it."""

import shutil
import subprocess

import pytest
import yaml

import chart
import program_test

OBJECT = """{{- define "notes" -}}
%s
{{- end -}}
notes: {{ include "notes" . | quote }}
"""


@pytest.fixture(name="notes")
def fixture_notes(tmp_path):
    """Gives a function that gives the notes for arguments of Helm."""
    copy = tmp_path / "wampbridge"
    shutil.copytree(chart.CHART, copy)
    text = (copy / "templates/NOTES.txt").read_text(encoding="utf-8")
    (copy / "templates/notes.yaml").write_text(OBJECT % text, encoding="utf-8")

    def notes(*arguments):
        done = subprocess.run(
            [chart.HELM, "template", "bridge", copy, "--namespace", "shop",
             "--kube-version", chart.KUBERNETES, "--show-only",
             "templates/notes.yaml", "--values", chart.FIRST, *arguments],
            check=True, capture_output=True, text=True).stdout
        return yaml.safe_load(done)["notes"]

    return notes


def test_notes_tell_where_clients_find_it(notes):
    told = notes()
    assert "\n  bridge-wampbridge.shop:50051\n" in told
    assert "\n  dns:///bridge-wampbridge-headless.shop:50051 " in told
    assert "headless" not in notes("--set", "service.headless=false")


def test_notes_tell_commands_that_there_are(notes):
    uses = list(program_test.commands_in(notes()))
    assert {command for _, command, _ in uses} == {"status", "check"}
    for _, _, options in uses:
        assert options <= program_test.OPTIONS


def test_notes_warn_where_everyone_may_call(notes):
    assert "WARNING" not in notes()
    assert "WARNING: everyone" in notes("--set", "networkPolicy.enabled=false")


def test_notes_warn_of_secrets_in_the_history(notes):
    assert "WARNING: Helm keeps" in notes("--set", "secrets.inline.a=b")
