# SPDX-License-Identifier: Apache-2.0
"""The alerts: good rules, each fires on made-up series (alerts_test.yaml), of
metrics that there are, with a section in the runbook."""

import re
import subprocess
import sys
import urllib.request

import pytest
import yaml

import chart

sys.path.insert(0, str(chart.ROOT / "tests/integration"))

import bridge  # noqa: E402

RULES = chart.CHART / "files/alerts.yaml"
SERIES = chart.ROOT / "tests/deploy/alerts_test.yaml"
ALERTS = [rule for group in yaml.safe_load(RULES.read_text())["groups"]
          for rule in group["rules"]]


def promtool(*arguments):
    """Runs promtool, which must have nothing to object to."""
    done = subprocess.run(["promtool", *arguments], text=True, check=False,
                          capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_rules_are_good():
    promtool("check", "rules", str(RULES))


def test_every_alert_fires_on_its_trouble(tmp_path):
    series = tmp_path / "series.yaml"
    series.write_text(SERIES.read_text().replace("RULES", str(RULES)))
    promtool("test", "rules", str(series))
    tested = {case["alertname"]
              for test in yaml.safe_load(SERIES.read_text())["tests"]
              for case in test["alert_rule_test"] if "exp_alerts" in case}
    assert tested == {rule["alert"] for rule in ALERTS}


def test_the_chart_has_all_of_them():
    made = chart.one_of(
        chart.objects("--values", chart.CASES["everything"]), "PrometheusRule")
    assert made["spec"]["groups"][0]["rules"] == ALERTS


@pytest.fixture(name="metrics", scope="module")
def fixture_metrics():
    """Gives the names of all samples of a bridge that has served a call."""
    one = bridge.DevRouter()
    try:
        status, said = bridge.run("call", "--address", one.target,
                                  "com.example.echo")
        assert status == 0, said
        admin = one.process.expect(r"(http://127\.0\.0\.1:\d+)/").group(1)
        with urllib.request.urlopen(admin + "/metrics") as answer:
            text = answer.read().decode()
    finally:
        one.close()
    # This one has no certificate; tests/integration/dashboard_test.py has one.
    return {"wampbridge_certificate_expiry_timestamp_seconds",
            *re.findall(r"^(\w+)", text, re.MULTILINE)}


@pytest.mark.parametrize("alert", [rule["alert"] for rule in ALERTS])
def test_its_metrics_are_there(metrics, alert):
    rule = next(rule for rule in ALERTS if rule["alert"] == alert)
    used = set(re.findall(r"\b(?:wampbridge|process)_\w+", rule["expr"]))
    assert used and used <= metrics, used - metrics


@pytest.mark.parametrize("alert", [rule["alert"] for rule in ALERTS])
def test_the_runbook_has_a_section(alert):
    runbook = (chart.ROOT / "docs/runbook.md").read_text()
    assert f"\n## {alert}\n" in runbook
