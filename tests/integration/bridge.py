# SPDX-License-Identifier: Apache-2.0
"""The built program, served with a configuration."""

import json
import os
import pathlib
import re

import yaml

import crossbar_config
import network
from client import Client
from process import Process

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "bazel-bin/bridge/wampbridge"


def clean_environment(**more):
    """Gives an environment without settings of the bridge but these."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("WAMPBRIDGE_")}
    return dict(kept, **more)


def router(url, **more):
    """Gives a router's configuration, quick to reconnect."""
    settings = {"urls": [url] if isinstance(url, str) else url,
                "reconnect": {"initial": "50ms", "max": "500ms"}}
    return dict(settings, **more)


def identity(method="anonymous", authid=None, secret=None, auth=None, **more):
    """Gives an identity's configuration at the router `main`.

    `secret` is the name of an environment variable, `auth` what else stands
    there.
    """
    auth = dict(auth or {}, method=method)
    if authid:
        auth["authid"] = authid
    if secret:
        auth["secret"] = {"env": secret}
    return dict({"router": "main", "realm": "realm1", "auth": auth}, **more)


def configuration(url, identities=None, router_settings=None, **more):
    """Gives a configuration with one router, named `main`."""
    return dict({"routers": {"main": router(url, **(router_settings or {}))},
                 "identities": identities or {"default": identity()}}, **more)


class Bridge:
    """A running `wampbridge serve`.

    REQUIRES: close() is called in the end.
    """

    def __init__(self, folder, config, environment=None, ready=True,
                 wrapper=()):
        self.target = f"127.0.0.1:{network.free_port()}"
        self.admin = f"http://127.0.0.1:{network.free_port()}"
        config = dict(config)
        config["grpc"] = dict({"listen": [self.target]},
                              **config.get("grpc", {}))
        config["admin"] = {"listen": self.admin.removeprefix("http://")}
        self.config_file = folder / f"bridge-{self.target[-5:]}.yaml"
        self._config = {}
        self.reconfigure(**config)
        self._clients = []
        self._command = [*wrapper, PROGRAM, "serve", "--config",
                         self.config_file]
        self._environment = clean_environment(**(environment or {}))
        self.start(ready)

    def start(self, ready=True):
        """Starts it, or, when it has ended, another one in its place."""
        self.process = Process("wampbridge", self._command,
                               env=self._environment)
        self._wait("/readyz" if ready else "/healthz")

    def reconfigure(self, **changes):
        """Replaces the configuration's file at once, with these keys changed;
        None leaves one out."""
        self._config.update(changes)
        new = self.config_file.with_suffix(".new")
        new.write_text(yaml.safe_dump({
            key: value for key, value in self._config.items()
            if value is not None}))
        new.rename(self.config_file)

    def configured(self, key):
        """Gives what the configuration's file has at a key; None: nothing."""
        return self._config.get(key)

    def _wait(self, path):
        def there():
            assert self.process.running(), (
                f"wampbridge ended; it wrote:\n{self.process.output}")
            return network.http_status(self.admin + path)[0] == 200
        network.eventually(there, f"no {path}; {self.process.output}", 30)

    def client(self, name="", **proof):
        """Gives a new connection, for the identity of this name."""
        self._clients.append(Client(self.target, name, **proof))
        return self._clients[-1]

    @property
    def output(self):
        """Gives all that it wrote."""
        return self.process.output

    def status(self):
        """Gives what /status says."""
        return json.loads(network.http_status(self.admin + "/status")[1])

    def stop(self):
        """Ends it by SIGTERM; gives the exit status."""
        self._close_clients()
        return self.process.stop()

    def close(self):
        """Ends it if it still runs, and fails if it did not end well."""
        self._close_clients()
        if self.process.running():
            status = self.process.stop()
            assert status == 0, f"exit status {status}:\n{self.output}"
        told = [secret for secret in crossbar_config.SECRETS
                if secret in self.output]
        assert not told, self.output
        assert not re.search(r"AddressSanitizer|ThreadSanitizer|runtime error",
                             self.output), self.output

    def _close_clients(self):
        for client in self._clients:
            client.close()
        self._clients = []


class DevRouter:
    """A running `wampbridge dev` on free ports."""

    def __init__(self, *arguments, router_url="ws://127.0.0.1:0/ws"):
        self.process = Process(
            "wampbridge dev",
            [PROGRAM, "dev", "--router", router_url, "--grpc", "127.0.0.1:0",
             "--admin", "127.0.0.1:0", *arguments], env=clean_environment())
        scheme = router_url.split(":")[0]
        self.url = self.process.expect(
            rf"({scheme}://127\.0\.0\.1:[1-9]\d*[^\s,)\"]*)").group(1)
        self.target = self.process.expect(
            r"^  gRPC +(127\.0\.0\.1:\d+)$").group(1)

    def close(self):
        """Ends it."""
        if self.process.running():
            status = self.process.stop()
            assert status == 0, f"exit status {status}:\n{self.process.output}"


def run(*arguments, environment=None, text=None, timeout=60):
    """Runs the program to its end; gives (exit status, all it wrote)."""
    process = Process("wampbridge", [PROGRAM, *arguments],
                      env=clean_environment(**(environment or {})))
    if text is not None:
        process.write(text)
    status = process.wait(timeout)
    return status, process.output
