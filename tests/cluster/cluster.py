# SPDX-License-Identifier: Apache-2.0
"""An API server of Kubernetes without nodes, and kubectl for it."""

import os
import pathlib
import secrets
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("integration", "deploy"):
    sys.path.append(str(ROOT / "tests" / folder))

import network  # noqa: E402
from process import Process  # noqa: E402

NAMESPACE = "shop"
# What the namespace asks of pods, and of what makes pods by warnings.
RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted"
              for mode in ("enforce", "warn")}


class Cluster:
    """etcd, the API server, and in it the namespace, which wants pods without
    rights, and the Prometheus operator's CustomResourceDefinitions.

    `tools` is the folder that tests/cluster.sh made.
    REQUIRES: close() is called in the end.
    """

    def __init__(self, folder, tools):
        self._folder = folder
        self._bin = tools / "bin"
        self._token = secrets.token_hex(16)
        self._processes = []
        try:
            self._start()
            self._fill(tools / "definitions")
        except BaseException:
            self.close()
            raise

    def _start(self):
        store, peers, port = (network.free_port() for _ in range(3))
        etcd = f"http://127.0.0.1:{store}"
        self._run("etcd", "etcd", {
            "data-dir": self._folder / "etcd", "listen-client-urls": etcd,
            "advertise-client-urls": etcd,
            "listen-peer-urls": f"http://127.0.0.1:{peers}"})
        network.eventually(
            lambda: network.http_status(f"{etcd}/health")[0] == 200,
            "etcd is not there")
        key = self._folder / "accounts.key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True,
                       capture_output=True)
        tokens = self._folder / "tokens.csv"
        tokens.write_text(f'{self._token},admin,admin,"system:masters"\n',
                          encoding="utf-8")
        self._run("kube-apiserver", self._bin / "kube-apiserver", {
            "etcd-servers": etcd, "bind-address": "127.0.0.1",
            "advertise-address": "127.0.0.1", "secure-port": port,
            "cert-dir": self._folder / "certificates",
            "service-cluster-ip-range": "10.0.0.0/24",
            "service-account-issuer": "https://cluster.example",
            "service-account-key-file": key,
            "service-account-signing-key-file": key,
            "token-auth-file": tokens, "authorization-mode": "RBAC"})
        self._configure(f"https://127.0.0.1:{port}")
        network.eventually(
            lambda: self.kubectl("get", "--raw", "/readyz").returncode == 0,
            "the API server is not ready", 60, pause=0.5)

    def _run(self, name, program, options):
        self._processes.append(Process(name, [program, *(
            f"--{key}={value}" for key, value in options.items())]))

    def _configure(self, server):
        (self._folder / "kubeconfig").write_text(yaml.safe_dump({
            "apiVersion": "v1", "kind": "Config", "current-context": "here",
            "clusters": [{"name": "here", "cluster": {
                "server": server, "insecure-skip-tls-verify": True}}],
            "users": [{"name": "admin", "user": {"token": self._token}}],
            "contexts": [{"name": "here", "context": {
                "cluster": "here", "user": "admin", "namespace": NAMESPACE}}],
        }), encoding="utf-8")

    def _fill(self, definitions):
        self.must("apply", "-f", "-", text=yaml.safe_dump({
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": {"name": NAMESPACE, "labels": RESTRICTED}}))
        self.must("apply", "--server-side", "-f", definitions)
        self.must("wait", "--for=condition=Established", "--timeout=60s",
                  "customresourcedefinitions", "--all")

    def kubectl(self, *arguments, text=None):
        """Runs kubectl, with `text` as its input; gives what subprocess.run()
        does."""
        return subprocess.run(
            [self._bin / "kubectl", *map(str, arguments)], input=text,
            capture_output=True, text=True, check=False,
            env=dict(os.environ, KUBECONFIG=str(self._folder / "kubeconfig"),
                     HOME=str(self._folder)))

    def must(self, *arguments, text=None):
        """Runs kubectl, which must do well; gives what it prints."""
        done = self.kubectl(*arguments, text=text)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tried(self, *arguments, text=None):
        """Has the API server look at objects without keeping them; gives what
        subprocess.run() does."""
        return self.kubectl("apply", "--dry-run=server", *arguments, text=text)

    def version(self):
        """Gives the API server's version."""
        return yaml.safe_load(self.must(
            "version", "--output=yaml"))["serverVersion"]["gitVersion"]

    def close(self):
        """Ends all, the store last."""
        for process in reversed(self._processes):
            process.kill()
