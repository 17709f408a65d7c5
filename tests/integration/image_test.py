# SPDX-License-Identifier: Apache-2.0
"""The image, built by buildah without a daemon out of the built program and the
last stage of deploy/Dockerfile, does what a pod asks of it."""

import json
import os
import pathlib
import shutil
import signal
import subprocess

import pytest
import yaml

import bridge as bridges
import crossbar_config
import network
import values
from client import Client
from process import Process

pytestmark = pytest.mark.image

DEPLOY = bridges.ROOT / "deploy"
USER = 65532
# What the image may hold beside libraries and the program.
OTHER_FILES = {"etc/ssl/certs/ca-certificates.crt"}
OCTETS_MAX = 64 << 20
PACKED_OCTETS_MAX = 24 << 20


class Builder:
    """buildah with a storage of its own."""

    def __init__(self, folder):
        self._begin = ["buildah", "--storage-driver", "vfs", "--root",
                       folder / "storage", "--runroot", folder / "run"]

    def command(self, *arguments):
        """Gives a command line."""
        return [*self._begin, *arguments]

    def try_(self, *arguments):
        """Runs a command; gives what subprocess.run() does."""
        return subprocess.run(self.command(*arguments), capture_output=True,
                              text=True, check=False)

    def run(self, *arguments):
        """Runs a command that must go well; gives what it prints."""
        done = self.try_(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def build(self, name, dockerfile, context):
        """Builds an image; gives what subprocess.run() does."""
        return self.try_("bud", "--isolation", "chroot", "--pull-never",
                         "--timestamp", "0", "--no-cache", "--tag", name,
                         "--file", dockerfile, context)


def last_stage():
    """Gives what makes the image itself, once its files are in image/root."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    return text[text.rindex("FROM scratch\n"):].replace("--from=build ", "")


@pytest.fixture(name="builder", scope="module")
def fixture_builder(tmp_path_factory):
    """Gives a Builder, where buildah can run."""
    if shutil.which("buildah") is None:
        pytest.skip("buildah is not here: third_party/install.sh deploy")
    if os.geteuid() != 0:
        pytest.skip("mounting what buildah built needs root")
    folder = tmp_path_factory.mktemp("buildah")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n",
                                       encoding="utf-8")
    builder = Builder(folder)
    tried = builder.build("tried", folder / "Dockerfile", folder)
    if tried.returncode != 0:
        pytest.skip(f"buildah cannot build here: {tried.stderr}")
    yield builder
    builder.try_("rm", "--all")
    builder.try_("rmi", "--all", "--force")


@pytest.fixture(name="context", scope="module")
def fixture_context(tmp_path_factory):
    """Gives a folder with what the last stage needs."""
    folder = tmp_path_factory.mktemp("image")
    subprocess.run([DEPLOY / "root.sh", bridges.PROGRAM, folder / "image/root"],
                   check=True)
    (folder / "Dockerfile").write_text(last_stage(), encoding="utf-8")
    return folder


@pytest.fixture(name="image", scope="module")
def fixture_image(builder, context):
    """Gives the name of the image."""
    done = builder.build("wampbridge", context / "Dockerfile", context)
    assert done.returncode == 0, done.stderr
    return "wampbridge"


@pytest.fixture(name="container")
def fixture_container(builder, image):
    """Gives the name of a container of it."""
    name = builder.run("from", "--pull-never", image)
    yield name
    builder.run("rm", name)


def files_below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink()}


def test_image_says_how_it_runs(builder, image):
    described = json.loads(builder.run("inspect", "--type", "image", image))
    config = described["OCIv1"]["config"]
    assert config["User"] == f"{USER}:{USER}"
    assert config["Entrypoint"] == ["/usr/bin/wampbridge"]
    assert config["Cmd"] == ["serve", "--config",
                             "/etc/wampbridge/wampbridge.yaml"]
    assert set(config["ExposedPorts"]) == {"50051/tcp", "9090/tcp"}


def test_image_is_the_same_when_it_is_built_twice(builder, context, tmp_path):
    digests = []
    for name in ("once", "twice"):
        folder = tmp_path / name
        subprocess.run(
            [DEPLOY / "root.sh", bridges.PROGRAM, folder / "image/root"],
            check=True)
        shutil.copy(context / "Dockerfile", folder)
        done = builder.build(name, folder / "Dockerfile", folder)
        assert done.returncode == 0, done.stderr
        described = json.loads(builder.run("inspect", "--type", "image", name))
        digests.append(described["FromImageDigest"])
    assert digests[0] and digests[0] == digests[1]


def test_image_holds_the_program_and_what_it_needs(builder, container):
    root = pathlib.Path(builder.run("mount", container))
    files = files_below(root)
    libraries = {name for name in files if ".so" in name}
    assert files == libraries | OTHER_FILES | {"usr/bin/wampbridge"}


def test_image_is_small(builder, image, container, tmp_path,
                        record_property):
    """How small is in the JUnit file, and on the standard output."""
    root = pathlib.Path(builder.run("mount", container))
    octets = sum((root / name).stat().st_size for name in files_below(root))
    builder.run("push", image, f"oci:{tmp_path / 'packed'}")
    packed = sum(path.stat().st_size
                 for path in (tmp_path / "packed/blobs").rglob("*")
                 if path.is_file())
    for name, value in (("octets", octets), ("packed_octets", packed)):
        record_property(name, value)
        print(f"The image has {value / 1e6:.1f} million {name}")
    assert octets < OCTETS_MAX
    assert packed < PACKED_OCTETS_MAX


def test_no_file_of_the_image_is_its_users_to_write(builder, container):
    root = pathlib.Path(builder.run("mount", container))
    for path in [root, *root.rglob("*")]:
        facts = path.lstat()
        assert facts.st_uid == 0, path
        assert path.is_symlink() or facts.st_mode & 0o2 == 0 or (
            path == root / "tmp"), path


def test_program_inside_tells_its_version(builder, container):
    told = builder.run("run", "--isolation", "chroot", container, "--",
                       "/usr/bin/wampbridge", "version")
    assert told.startswith("wampbridge ")


class Pod:
    """The image at work, with a configuration and a Secret mounted."""

    def __init__(self, builder, container, folder, router_url):
        ports = [network.free_port(), network.free_port()]
        self.target, self.admin = (f"127.0.0.1:{port}" for port in ports)
        config, secrets = folder / "config", folder / "secrets"
        for path in (config, secrets):
            path.mkdir()
            path.chmod(0o755)
        (config / "wampbridge.yaml").write_text(yaml.safe_dump({
            "grpc": {"listen": [self.target]},
            "admin": {"listen": self.admin},
            "routers": {"main": {"urls": [router_url]}},
            "identities": {"joe": {
                "router": "main", "realm": crossbar_config.REALM,
                "auth": {"method": "ticket", "authid": "joe",
                         "secret": {"file": "/run/secrets/orders/ticket"}}}},
        }), encoding="utf-8")
        (config / "wampbridge.yaml").chmod(0o644)
        secret = secrets / "ticket"
        secret.write_text(crossbar_config.TICKET, encoding="utf-8")
        os.chown(secret, 0, USER)
        secret.chmod(0o440)
        self.process = Process("the image", builder.command(
            "run", "--isolation", "chroot",
            "--volume", f"{config}:/etc/wampbridge:ro",
            "--volume", f"{secrets}:/run/secrets/orders:ro", container, "--",
            "/usr/bin/wampbridge", "serve", "--config",
            "/etc/wampbridge/wampbridge.yaml"))

    def page(self, path):
        """Gives the HTTP status of a page of the admin listener."""
        return network.http_status(f"http://{self.admin}{path}")[0]

    def program(self):
        """Gives the process id of the program, below buildah's processes."""
        waiting = [self.process.pid]
        while waiting:
            pid = waiting.pop()
            folder = pathlib.Path(f"/proc/{pid}")
            if (folder / "comm").read_text().strip() == "wampbridge":
                return pid
            waiting += [int(child) for task in (folder / "task").iterdir()
                        for child in (task / "children").read_text().split()]
        raise AssertionError(self.process.output)


@pytest.fixture(name="pod")
def fixture_pod(builder, container, crossbar, tmp_path):
    """Gives a Pod behind Crossbar that is ready."""
    pod = Pod(builder, container, tmp_path, crossbar.url("tcp"))
    try:
        network.eventually(lambda: pod.page("/readyz") == 200,
                           "the image is not ready", 30)
        yield pod
    finally:
        if pod.process.running():
            os.kill(pod.program(), signal.SIGKILL)
            pod.process.wait()


def probes():
    """Gives the pages that the kubelet asks for."""
    deployment = yaml.safe_load(
        (DEPLOY / "kubernetes/deployment.yaml").read_text(encoding="utf-8"))
    container, = deployment["spec"]["template"]["spec"]["containers"]
    return {name: container[name]["httpGet"]["path"]
            for name in container if name.endswith("Probe")}


def grpcurl(tools, *arguments):
    """Runs grpcurl, which must do well; gives what it prints."""
    done = subprocess.run([tools / "bin/grpcurl", "-plaintext", *arguments],
                          capture_output=True, text=True, check=False,
                          timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_image_answers_its_probes(pod):
    pages = probes()
    assert set(pages) >= {"readinessProbe", "livenessProbe"}
    for page in pages.values():
        assert pod.page(page) == 200, page


def test_image_answers_grpcurl(pod, callee, tools):
    """Which knows nothing of it but what reflection tells."""
    assert callee
    listed = grpcurl(tools, pod.target, "list").split()
    assert {"wampbridge.v1.WampBridge", "grpc.health.v1.Health"} <= set(listed)
    health = grpcurl(tools, pod.target, "grpc.health.v1.Health/Check")
    assert json.loads(health) == {"status": "SERVING"}
    answer = json.loads(grpcurl(
        tools, "-d", json.dumps({"procedure": "com.test.echo",
                                 "payload": {"json": '["out of the image"]'}}),
        pod.target, "wampbridge.v1.WampBridge/Call"))
    assert "out of the image" in answer["payload"]["json"]


def test_image_serves_and_drains(pod, callee):
    """A call and a stream are open when SIGTERM comes."""
    status = pathlib.Path(f"/proc/{pod.program()}/status").read_text()
    assert f"\nUid:\t{USER}\t" in status
    client = Client(pod.target)
    events = client.subscribed("com.image.topic")
    before = len(callee.all("invoked"))
    call = client.call_progressive("com.test.record", "image", 3)
    network.eventually(lambda: len(callee.all("invoked")) > before,
                       "no invocation", 10)
    os.kill(pod.program(), signal.SIGTERM)
    pages = probes()
    network.eventually(lambda: pod.page(pages["readinessProbe"]) == 503,
                       "Services go on sending clients", 10)
    assert pod.page(pages["livenessProbe"]) == 200
    assert events.failure().code == "UNAVAILABLE"
    answer = call.next()
    assert answer.final and values.contents(answer.payload)[0][0] > 0
    client.close()
    assert pod.process.wait(30) == 0, pod.process.output
    assert "0 calls and 0 streams were cut" in pod.process.output
