# SPDX-License-Identifier: Apache-2.0
"""The files of the repository, and how the checks run a command on them."""

import functools
import os
import pathlib
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BAZEL = shlex.split(os.environ.get("BAZEL", "bazel"))
TOOLS = pathlib.Path(os.environ.get("WAMPBRIDGE_TEST_TOOLS", "."))

# Other people's files, carried as they are.
FOREIGN = ("third_party/googleapis/", "third_party/grpc_health/",
           "third_party/grpc_reflection/", "third_party/opentelemetry/")


@functools.lru_cache(maxsize=None)
def files(*suffixes):
    """Gives the repository's own files that end in one of `suffixes`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = [name for name in listed.split("\0") if name.endswith(suffixes)
             and name and not name.startswith(FOREIGN)]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def text(name):
    """Gives a file's text, or None if it is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def run(command, **options):
    """Runs a command at the top of the repository."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                          check=False, **options)


def bazel(command, *arguments):
    """Runs a Bazel command and gives what it printed."""
    done = run([*BAZEL, command, *arguments])
    assert done.returncode == 0, done.stderr
    return done.stdout
