# SPDX-License-Identifier: Apache-2.0
"""The gRPC API in Python, generated from proto/ as any client would.

Import this module before `wampbridge.v1` or `grpc.health.v1`'s messages.
"""

import pathlib
import sys
import tempfile

import grpc_tools
from grpc_tools import protoc

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _generate(folder, include, names):
    well_known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    status = protoc.main(
        ["protoc", f"-I{include}", f"-I{well_known}", f"--python_out={folder}",
         f"--grpc_python_out={folder}", *names])
    assert status == 0, f"protoc failed for {names}"


def _make():
    # Lives as long as the process; removed when it ends.
    folder = tempfile.TemporaryDirectory(prefix="wampbridge-stubs-")
    proto = ROOT / "proto"
    names = [str(path.relative_to(proto))
             for path in sorted((proto / "wampbridge/v1").glob("*.proto"))]
    _generate(folder.name, proto, names)
    # Under a name of its own: `grpc` is grpcio's package.
    health = pathlib.Path(folder.name) / "health.proto"
    source = ROOT / "third_party/grpc_health/grpc/health/v1/health.proto"
    health.write_bytes(source.read_bytes())
    _generate(folder.name, folder.name, ["health.proto"])
    sys.path.insert(0, folder.name)
    return folder


_folder = _make()
FOLDER = _folder.name
