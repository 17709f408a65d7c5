# SPDX-License-Identifier: Apache-2.0
"""The chart refuses what cannot work, and says what would be right."""

import pytest
import yaml

import chart

BEGINS = "these values cannot work:\n"


def merged(base, changes):
    """Gives `base` with `changes` laid over it, as Helm lays values files; None
    takes a key out, of `base` or else of the chart's own values."""
    result = dict(base)
    for key, value in changes.items():
        if value is None and key in result:
            del result[key]
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


@pytest.fixture(name="refusal")
def fixture_refusal(tmp_path):
    """Gives a function that renders with changes to values that work, and gives
    what Helm says."""
    first = yaml.safe_load(chart.FIRST.read_text(encoding="utf-8"))

    def refusal(changes):
        values = tmp_path / "values.yaml"
        values.write_text(yaml.safe_dump(merged(first, changes)),
                          encoding="utf-8")
        done = chart.template("--values", values)
        assert done.returncode != 0, done.stdout
        return done.stderr

    return refusal


def config(**changes):
    return {"config": changes}


def auth(**changes):
    return config(identities={"orders": {"auth": changes}})


COMBINATIONS = {
    "no callers": (
        config(callers={"insecure_any": False}),
        "config.callers lets nobody in"),
    "unknown router": (
        config(identities={"orders": {"router": "mian"}}),
        "config.identities.orders.router is mian, which is not in "
        "config.routers"),
    "development router": (
        config(dev_router={"realms": {"realm1": {}}}),
        "config.dev_router is for `wampbridge dev`"),
    "gRPC on loopback": (
        config(grpc={"listen": ["127.0.0.1:50051", "[::1]:50051",
                                "localhost:50051"]}),
        "config.grpc.listen has no address that the Service reaches; "
        "add 0.0.0.0:50051"),
    "gRPC on any free port": (
        config(grpc={"listen": ["0.0.0.0:0"]}),
        "config.grpc.listen: 0.0.0.0:0 has no fixed port"),
    "Unix socket on the read-only file system": (
        config(grpc={"listen": ["0.0.0.0:50051", "unix:///run/grpc.sock"]}),
        "config.grpc.listen: unix:///run/grpc.sock is in no volume"),
    "admin on loopback": (
        config(admin={"listen": "127.0.0.1:9090"}),
        "config.admin.listen is 127.0.0.1:9090, where the kubelet's probes do "
        "not reach it; use 0.0.0.0:9090"),
    "admin left to the bridge": (
        config(admin=None),
        "config.admin.listen is 127.0.0.1:9090"),
    "admin on any free port": (
        config(admin={"listen": "0.0.0.0:0"}),
        "config.admin.listen: 0.0.0.0:0 has no fixed port"),
    "one port for both": (
        config(admin={"listen": "0.0.0.0:50051"}),
        "config.grpc.listen and config.admin.listen have the same port 50051"),
    "secret of no volume": (
        auth(secret={"file": "/run/secrets/other/password"}),
        "config.identities.orders.auth.secret.file: /run/secrets/other/password "
        "is in no volume of the pod; add other to secrets.files"),
    "secret whose folder only begins alike": (
        auth(secret={"file": "/run/secrets/orders2/password"}),
        "add orders2 to secrets.files"),
    "derived key of no volume": (
        auth(secret=None, derived_key={"file": "/etc/key"}),
        "config.identities.orders.auth.derived_key.file: /etc/key is in no "
        "volume of the pod; keep it in a Secret"),
    "inline secret that is not there": (
        merged(auth(secret={"file": "/run/secrets/inline/orders"}),
               {"secrets": {"inline": {"order": "x"}}}),
        "/run/secrets/inline/orders is in no volume of the pod"),
    "certificate of no volume": (
        config(grpc={"tls": {"cert_file": "/run/secrets/tls/tls.crt",
                             "key_file": "/run/secrets/tls/tls.key"}}),
        "config.grpc.tls.cert_file: /run/secrets/tls/tls.crt is in no volume "
        "of the pod; add tls to secrets.files"),
    "authorities of no volume": (
        config(routers={"main": {"tls": {"ca_file": "/ca.crt"}}}),
        "config.routers.main.tls.ca_file: /ca.crt is in no volume"),
    "variable that nothing sets": (
        auth(secret={"file": None, "env": "ORDERS_SECRET"}),
        "config.identities.orders.auth.secret.env: nothing sets ORDERS_SECRET; "
        "add {variable: ORDERS_SECRET, secret: NAME, key: KEY} to secrets.env"),
    "drain longer than the pod's grace": (
        config(drain={"delay": "5s", "timeout": "24s"}),
        "terminationGracePeriodSeconds is 30, but the bridge may take "
        "config.drain.delay + config.drain.timeout + 3.9s to end; make it at "
        "least 33"),
    "drain in minutes": (
        config(drain={"timeout": "1m30.5s"}),
        "make it at least 100"),
    "grace shorter than the bridge's own drain": (
        merged(config(drain=None), {"terminationGracePeriodSeconds": 28}),
        "make it at least 29"),
    "fewest more than most": (
        {"autoscaling": {"enabled": True, "minReplicas": 3, "maxReplicas": 2}},
        "autoscaling.minReplicas is 3, which is more than maxReplicas, 2"),
    "share of no request": (
        {"autoscaling": {"enabled": True},
         "resources": {"requests": {"cpu": None}}},
        "autoscaling.cpu is a share of resources.requests.cpu"),
    "scaled by nothing": (
        {"autoscaling": {"enabled": True, "cpu": 0}},
        "autoscaling has nothing to go by"),
    "metric without a name": (
        {"autoscaling": {"enabled": True, "inFlight": {"enabled": True}}},
        "autoscaling.inFlight.metric is empty"),
    "budget of none": (
        {"podDisruptionBudget": {"maxUnavailable": 0}},
        "podDisruptionBudget.maxUnavailable is 0, so that no node could be "
        "drained"),
    "budget of all": (
        {"podDisruptionBudget": {"maxUnavailable": None, "minAvailable": 2}},
        "podDisruptionBudget.minAvailable is 2 of 2"),
    "budget of all that autoscaling leaves": (
        {"podDisruptionBudget": {"maxUnavailable": None, "minAvailable": 3},
         "autoscaling": {"enabled": True, "minReplicas": 3}, "replicas": 9},
        "podDisruptionBudget.minAvailable is 3 of 3"),
    "budget of every one": (
        {"podDisruptionBudget": {"maxUnavailable": None,
                                 "minAvailable": "100%"}},
        "podDisruptionBudget.minAvailable is 100% of 2"),
    "two budgets": (
        {"podDisruptionBudget": {"minAvailable": 1}},
        "podDisruptionBudget needs one of maxUnavailable and minAvailable"),
    "policy that lets no client in": (
        {"networkPolicy": {"clients": []}},
        "networkPolicy.clients is empty, so that nobody reaches the gRPC port"),
    "policy that lets no Prometheus in": (
        {"serviceMonitor": {"enabled": True}},
        "networkPolicy.monitoring lets no Prometheus in"),
}


@pytest.mark.parametrize("name", COMBINATIONS)
def test_combination_is_refused(refusal, name):
    changes, words = COMBINATIONS[name]
    told = refusal(changes)
    assert BEGINS in told
    assert words in told


def test_all_that_is_wrong_is_said_at_once(refusal):
    told = refusal(merged(config(admin={"listen": "127.0.0.1:9090"}),
                          {"networkPolicy": {"clients": []}}))
    assert told.count("\n- ") == 2


def test_chart_without_values_says_what_it_needs():
    told = chart.template().stderr
    for key in ("routers", "identities", "callers"):
        assert f"\n- config.{key} " in told


MISTAKES = {
    "unknown key of the chart": (
        {"replicaCount": 3}, "additional properties 'replicaCount' not allowed"),
    "unknown key of the configuration": (
        config(grpc={"listn": []}),
        "at '/config/grpc': additional properties 'listn' not allowed"),
    "key that is not there": (
        config(identities={"orders": {"realm": None}}),
        "'/config/identities/orders"),
    "duration without a unit": (
        config(drain={"delay": 5}), "at '/config/drain/delay'"),
    "size with a wrong unit": (
        config(grpc={"max_message_bytes": "4MB"}),
        "at '/config/grpc/max_message_bytes'"),
    "number out of its range": (
        config(threads={"grpc": 0}), "at '/config/threads/grpc'"),
    "number in quotes": (
        config(threads={"grpc": "1"}), "at '/config/threads/grpc'"),
    "unknown word": (
        auth(method="password"),
        "at '/config/identities/orders/auth/method': value must be one of"),
    "router without urls": (
        config(routers={"main": {"urls": []}}), "'/config/routers/main/urls'"),
    "name of an identity": (
        config(identities={"or ders": {"router": "main", "realm": "r"}}),
        "'or ders' does not match pattern"),
    "peer that is everyone": (
        {"networkPolicy": {"clients": [{}]}}, "'/networkPolicy/clients/0'"),
    "secret named as the inline ones": (
        {"secrets": {"files": ["inline"]}}, "'/secrets/files/0'"),
    "digest": (
        {"image": {"digest": "sha256:1"}}, "'/image/digest'"),
    "page of a probe": (
        {"probes": {"liveness": {"httpGet": {}}}}, "'httpGet'"),
    "selector of the topology": (
        {"topologySpread": [{"topologyKey": "zone", "maxSkew": 1,
                             "whenUnsatisfiable": "ScheduleAnyway",
                             "labelSelector": {}}]}, "'/topologySpread/0'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_schema_refuses(refusal, name):
    changes, words = MISTAKES[name]
    told = refusal(changes)
    assert "values don't meet the specifications of the schema" in told
    assert words in told
