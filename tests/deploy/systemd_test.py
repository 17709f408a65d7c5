# SPDX-License-Identifier: Apache-2.0
"""The unit is one that systemd takes, and leaves the bridge few rights."""

import re
import shutil
import subprocess

import pytest
import yaml

import chart

UNIT = chart.DEPLOY / "systemd/wampbridge.service"
CONFIG = chart.DEPLOY / "systemd/wampbridge.yaml"
# What it refers to, directly or by default.
OTHERS = ("basic.target", "multi-user.target", "network.target",
          "shutdown.target", "sysinit.target")
# systemd-analyze's: 0 has no rights at all, 10 has all.
EXPOSURE_MAX = 1.5


@pytest.fixture(name="root")
def fixture_root(tmp_path):
    """Gives a function that makes a file system with the unit's text and what
    it refers to."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here: third_party/install.sh deploy")

    def root(text):
        units = tmp_path / "usr/lib/systemd/system"
        units.mkdir(parents=True)
        for name in OTHERS:
            (units / name).write_text("[Unit]\n", encoding="utf-8")
        (units / UNIT.name).write_text(text, encoding="utf-8")
        program = tmp_path / "usr/bin/wampbridge"
        program.parent.mkdir(parents=True)
        shutil.copy("/bin/true", program)
        return tmp_path

    return root


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True,
                          text=True, check=False)


def test_systemd_takes_the_unit(root):
    done = analyze(f"--root={root(UNIT.read_text())}", "verify", UNIT.name)
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_is_heard_about_an_unknown_key(root):
    wrong = UNIT.read_text().replace("ProtectClock=", "ProtectClocks=")
    done = analyze(f"--root={root(wrong)}", "verify", UNIT.name)
    assert "Unknown key" in done.stderr


def test_unit_exposes_little(root):
    done = analyze("security", "--offline=yes",
                   f"--threshold={EXPOSURE_MAX * 10:.0f}",
                   f"--root={root(UNIT.read_text())}", UNIT.name)
    assert done.returncode == 0, done.stdout


def setting(name):
    """Gives the value of a key of the unit."""
    return re.search(rf"^{name}=(.*)$", UNIT.read_text(), re.MULTILINE)[1]


def test_secret_is_where_the_configuration_looks():
    name, _ = setting("LoadCredential").split(":")
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    assert config["identities"]["orders"]["auth"]["secret"] == {
        "file": f"/run/credentials/{UNIT.name}/{name}"}


def test_unit_waits_for_the_drain():
    """The bridge's own: 5 s, 20 s, and what it takes to part."""
    assert "drain" not in yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    assert int(setting("TimeoutStopSec").removesuffix("s")) > 5 + 20 + 3.5


def test_unit_gives_up_on_a_wrong_configuration_only():
    """Exit status 2 (docs/configuration.md)."""
    assert setting("RestartPreventExitStatus") == "2"
    assert setting("Restart") == "always"
