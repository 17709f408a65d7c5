# SPDX-License-Identifier: Apache-2.0
"""The dashboard in its ConfigMap, and where its panels stand. What its queries
show is in tests/integration/dashboard_test.py."""

import itertools
import json

import chart

DASHBOARD = json.loads(chart.DASHBOARD.read_text(encoding="utf-8"))
COLUMNS = 24


def config_maps(*arguments):
    """Gives the ConfigMaps that hold dashboards."""
    return [one for one in chart.objects("--values", chart.FIRST, *arguments)
            if one["kind"] == "ConfigMap"
            and one["metadata"]["name"].endswith("-dashboard")]


def test_nobody_gets_it_unasked():
    assert not config_maps()


def test_grafanas_sidecar_finds_it_whole():
    made, = config_maps("--set", "grafanaDashboard.enabled=true")
    assert made["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert json.loads(made["data"]["wampbridge.json"]) == DASHBOARD


def test_another_sidecars_label_goes_beside():
    made, = config_maps("--set", "grafanaDashboard.enabled=true",
                        "--set", "grafanaDashboard.labels.dashboards=shop")
    assert made["metadata"]["labels"]["dashboards"] == "shop"


def overlap(one, other):
    """Tells whether two panels take the same place."""
    return all(one[at] < other[at] + other[size]
               and other[at] < one[at] + one[size]
               for at, size in (("x", "w"), ("y", "h")))


def test_panels_stand_side_by_side():
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    assert all(place["x"] + place["w"] <= COLUMNS for place in places)
    assert not [pair for pair in itertools.combinations(places, 2)
                if overlap(*pair)]


def test_panels_have_ids_and_titles_of_their_own():
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    row = None
    titles = []
    for panel in panels:
        row = panel["title"] if panel["type"] == "row" else row
        titles.append((row, panel["type"], panel["title"]))
    assert len(set(titles)) == len(titles)
