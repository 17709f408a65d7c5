#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the chart's dashboard for Grafana out of dashboard.yaml.

    deploy/helm/dashboard.py            writes wampbridge/dashboards/wampbridge.json
    deploy/helm/dashboard.py --print    prints it instead
"""

import json
import pathlib
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE / "dashboard.yaml"
WRITTEN = HERE / "wampbridge/dashboards/wampbridge.json"

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
COLUMNS = 24
HEIGHTS = {"stat": 4, "timeseries": 8, "table": 6}
# variable: the metric whose label of that name it takes, and by what that is
# chosen. Where there is no such label, "all" still finds what is there.
VARIABLES = {
    "namespace": "wampbridge_build_info",
    "job": 'wampbridge_build_info{namespace=~"$namespace"}',
    "instance":
        'wampbridge_build_info{namespace=~"$namespace",job=~"$job"}',
    "identity":
        'wampbridge_request_seconds_count'
        '{namespace=~"$namespace",job=~"$job",instance=~"$instance"}',
}
POD = ",".join(f'{name}=~"${name}"'
               for name in ("namespace", "job", "instance"))


def expression(query):
    """Gives a query as Grafana takes it."""
    return (query.replace("IDENTITY", POD + ',identity=~"$identity"')
            .replace("POD", POD).replace("[RATE]", "[$__rate_interval]"))


def targets(panel, kind):
    """Gives a panel's queries."""
    once = {"timeseries": {"range": True}, "stat": {"instant": True},
            "table": {"instant": True, "format": "table"}}[kind]
    return [{"refId": chr(ord("A") + number), "datasource": DATASOURCE,
             "expr": expression(query), "legendFormat": legend, **once}
            for number, (legend, query) in enumerate(panel["queries"].items())]


def fields(panel, kind):
    """Gives how a panel shows its numbers."""
    steps = [{"color": "green" if "bad_from" in panel else "text",
              "value": None}]
    if "bad_from" in panel:
        steps.append({"color": "red", "value": panel["bad_from"]})
    defaults = {"unit": panel.get("unit", "short"), "min": 0,
                "thresholds": {"mode": "absolute", "steps": steps}}
    if kind == "timeseries":
        defaults["custom"] = {
            "fillOpacity": 25 if panel.get("stacked") else 5,
            "showPoints": "never",
            "stacking": {"mode": "normal" if panel.get("stacked") else "none"},
            "thresholdsStyle": {
                "mode": "line" if "bad_from" in panel else "off"}}
    return {"defaults": defaults, "overrides": []}


def options(panel, kind):
    """Gives what a kind of panel has of its own."""
    if kind == "stat":
        return {"options": {"reduceOptions": {"calcs": ["lastNotNull"]},
                            "colorMode": "value", "graphMode": "none"}}
    if kind == "table":
        shown = {"include": {"names": panel["columns"]}}
        return {"options": {"showHeader": True},
                "transformations": [{"id": "filterFieldsByName",
                                     "options": shown}]}
    return {"options": {
        "legend": {"displayMode": "list", "placement": "bottom"},
        "tooltip": {"mode": "multi", "sort": "desc"}}}


def panels(rows):
    """Gives all panels, each in its place: from left to right, row by row."""
    made, top = [], 0
    for row in rows:
        made.append({"type": "row", "title": row["title"], "collapsed": False,
                     "gridPos": {"x": 0, "y": top, "w": COLUMNS, "h": 1}})
        top, left, height = top + 1, 0, 0
        for panel in row["panels"]:
            kind = panel.get("kind", "timeseries")
            width = panel.get("width", 8)
            if left + width > COLUMNS:
                top, left, height = top + height, 0, 0
            height = max(height, HEIGHTS[kind])
            made.append({
                "type": kind, "title": panel["title"],
                "description": panel.get("help", ""), "datasource": DATASOURCE,
                "gridPos": {"x": left, "y": top, "w": width,
                            "h": HEIGHTS[kind]},
                "targets": targets(panel, kind),
                "fieldConfig": fields(panel, kind), **options(panel, kind)})
            left += width
        top += height
    return [{"id": number, **panel} for number, panel in enumerate(made, 1)]


def variables():
    """Gives what can be chosen above the panels."""
    yield {"name": "datasource", "label": "Data source", "type": "datasource",
           "query": "prometheus"}
    for name, metric in VARIABLES.items():
        query = f"label_values({metric},{name})"
        yield {"name": name, "label": name.capitalize(), "type": "query",
               "datasource": DATASOURCE, "definition": query,
               "query": {"query": query, "refId": name}, "refresh": 2,
               "sort": 1, "multi": True, "includeAll": True, "allValue": ".*",
               "current": {"text": ["All"], "value": ["$__all"]}}


def annotations():
    """Gives what is marked on every time axis."""
    for name, color, query in (
            ("Configuration changed", "blue",
             "changes(wampbridge_config_generation{POD}[1m]) > 0"),
            ("Session lost", "orange",
             "increase(wampbridge_session_losses_total{IDENTITY}[1m]) > 0")):
        yield {"name": name, "datasource": DATASOURCE, "enable": True,
               "iconColor": color, "expr": expression(query), "step": "1m",
               "titleFormat": name, "textFormat": "{{instance}} {{identity}}"}


def dashboard():
    """Gives the dashboard."""
    rows = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["rows"]
    return {
        "uid": "wampbridge",
        "title": "wampbridge",
        "description": "gRPC to WAMP. Written by deploy/helm/dashboard.py.",
        "tags": ["wampbridge"], "schemaVersion": 39, "editable": True,
        "graphTooltip": 1, "refresh": "30s",
        "time": {"from": "now-1h", "to": "now"},
        "annotations": {"list": list(annotations())},
        "templating": {"list": list(variables())},
        "panels": panels(rows)}


def text():
    """Gives the text of the JSON file, in which each panel is one line."""
    whole = dashboard()
    lines = [json.dumps(panel) for panel in whole.pop("panels")]
    members = [f" {json.dumps(key)}: {json.dumps(value)},\n"
               for key, value in whole.items()]
    return ("{\n" + "".join(members) + ' "panels": [\n  '
            + ",\n  ".join(lines) + "\n ]\n}\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(text())
    else:
        WRITTEN.parent.mkdir(exist_ok=True)
        WRITTEN.write_text(text(), encoding="utf-8")
