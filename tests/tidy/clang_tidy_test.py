# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over every source. What was found clean is remembered by content."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex

import pytest

import tree

# All files are checked at the first test's set-up: long, where none is known.
pytestmark = pytest.mark.timeout(3600)

INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
SOURCES = [name for name in tree.files(".cc")
           if not name.startswith("third_party/")
           and not name.endswith("_test.cc")]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or
                     pathlib.Path.home() / ".cache") / "wampbridge/clang-tidy"


def compiler_flags(arguments):
    """Keeps what clang needs of a compile action: folders and definitions."""
    flags = ["-std=c++20"]
    taken = iter(arguments)
    for argument in taken:
        if argument in ("-iquote", "-isystem", "-I"):
            flags += [argument, next(taken)]
        elif argument.startswith(("-D", "-I")):
            flags.append(argument)
    return [flag for flag in flags if "redacted" not in flag]


def compile_actions():
    """Gives the flags of each source, as Bazel compiles it."""
    tree.bazel("build", "--noshow_progress", "--", "//proto/...",
               "//third_party/...")
    graph = json.loads(tree.bazel(
        "aquery", 'mnemonic("CppCompile", //...)', "--output=jsonproto"))
    actions = {}
    for action in graph.get("actions", []):
        arguments = action["arguments"]
        source = arguments[arguments.index("-c") + 1]
        actions[source] = compiler_flags(arguments)
    return actions


def included(name, flags, seen):
    """Adds to `seen` the project's own files that `name` includes."""
    if name in seen:
        return
    path = tree.ROOT / name
    seen[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    folders = ["."] + [flag for flag in flags if not flag.startswith("-")]
    for header in INCLUDE.findall(path.read_text(encoding="utf-8")):
        for folder in folders:
            candidate = os.path.normpath(os.path.join(folder, header))
            if (tree.ROOT / candidate).is_file():
                included(candidate, flags, seen)
                break


def digest(name, flags):
    """Gives a name for all that clang-tidy's verdict on a file depends on."""
    seen = {}
    included(name, flags, seen)
    parts = [tree.text(".clang-tidy"), shlex.join(flags), json.dumps(seen)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def check(name, flags):
    """Runs clang-tidy on a file; gives what it says, empty if all is well."""
    remembered = CACHE / digest(name, flags)
    if remembered.exists():
        return ""
    done = tree.run(["clang-tidy-14", "--quiet", name, "--", *flags])
    if done.returncode == 0:
        remembered.touch()
        return ""
    return done.stdout + done.stderr


@pytest.fixture(name="verdicts", scope="module")
def fixture_verdicts():
    """Checks all files, as many at a time as there are processors."""
    CACHE.mkdir(parents=True, exist_ok=True)
    actions = compile_actions()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pending = {name: pool.submit(check, name, actions[name])
                   for name in SOURCES if name in actions}
        return {name: verdict.result() for name, verdict in pending.items()}


@pytest.mark.parametrize("name", SOURCES)
def test_source_passes_clang_tidy(name, verdicts):
    assert name in verdicts, "no Bazel target compiles it"
    assert not verdicts[name], verdicts[name]
