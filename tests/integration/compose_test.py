# SPDX-License-Identifier: Apache-2.0
"""The router and the bridge of deploy/compose find each other."""

import json
import os

import bridge as bridges
import network
from process import Process

COMPOSE = bridges.ROOT / "deploy/compose"


def test_bridge_of_the_compose_file_joins_its_router(tools, tmp_path):
    node = json.loads((COMPOSE / "crossbar.json").read_text(encoding="utf-8"))
    for transport in node["workers"][0]["transports"]:
        transport["endpoint"].update(interface="127.0.0.1",
                                     port=network.free_port())
        if transport["type"] == "rawsocket":
            port = transport["endpoint"]["port"]
    (tmp_path / "config.json").write_text(json.dumps(node), encoding="utf-8")
    secret = tmp_path / "bridge-password"
    secret.write_bytes((COMPOSE / "bridge-password").read_bytes())
    secret.chmod(0o400)
    config = (COMPOSE / "wampbridge.yaml").read_text(encoding="utf-8")
    config = config.replace("router:8081", f"127.0.0.1:{port}")
    config = config.replace("/run/secrets/bridge-password", str(secret))
    (tmp_path / "wampbridge.yaml").write_text(config, encoding="utf-8")
    router = Process(
        "crossbar", [tools / "crossbar/bin/crossbar", "start", "--cbdir",
                     tmp_path, "--color", "false"],
        env=dict(os.environ, PYTHONUNBUFFERED="1"), start_new_session=True)
    try:
        router.expect("NODE_BOOT_COMPLETE", timeout=90)
        status, output = bridges.run(
            "check", "--dial", "--config", tmp_path / "wampbridge.yaml")
        assert status == 0, output
    finally:
        router.stop()
