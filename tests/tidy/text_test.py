# SPDX-License-Identifier: Apache-2.0
"""What each file says and does not say."""

import re

import tree

SOURCES = (".h", ".cc", ".proto", ".py", ".sh")

# Written so that this file does not hold what it looks for.
OPEN_ENDS = re.compile(r"\b(TO" r"DO\b(?!\(#\d+\))|FIX" r"ME\b|XX" r"X\b)")
MACHINE_PATHS = re.compile(r"(?<![\w.}/-])/(wor" r"k|roo" r"t)/")
ASIO = re.compile(r"^#include <boost/(asio|beast)", re.MULTILINE)


def matches(pattern, names):
    """Gives `file:line: what matched` for each place."""
    found = []
    for name in names:
        for number, line in enumerate((tree.text(name) or "").splitlines(), 1):
            match = pattern.search(line)
            if match:
                found.append(f"{name}:{number}: {match.group(0)}")
    return found


def test_every_source_names_its_licence():
    without = [name for name in tree.files(*SOURCES)
               if not any("SPDX-License-Identifier: Apache-2.0" in line
                          for line in tree.text(name).splitlines()[:2])]
    assert not without, "\n".join(without)


def test_what_is_left_to_do_names_an_issue():
    found = matches(OPEN_ENDS, tree.files(""))
    assert not found, "\n".join(found)


def test_no_file_names_a_folder_of_one_machine():
    found = matches(MACHINE_PATHS, tree.files(""))
    assert not found, "\n".join(found)


def test_headers_show_asio_in_the_transport_only():
    names = [name for name in tree.files(".h")
             if not name.startswith("wamp/transport/")]
    shown = [name for name in names if ASIO.search(tree.text(name))]
    assert not shown, "\n".join(shown)


def test_code_is_formatted():
    done = tree.run(["clang-format-14", "--dry-run", "--Werror",
                     *tree.files(".h", ".cc")])
    places = [line for line in done.stderr.splitlines() if "error:" in line]
    assert done.returncode == 0, "make format mends:\n" + "\n".join(places)


def test_proto_files_pass_buf_lint():
    done = tree.run([tree.TOOLS / "node_modules/.bin/buf", "lint", "proto"])
    assert done.returncode == 0, done.stdout + done.stderr
