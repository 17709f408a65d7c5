# SPDX-License-Identifier: Apache-2.0
"""No file and no function grows beyond what one can hold in mind."""

import re

import tree

CODE = (".h", ".cc", ".py", ".sh")

# A block of clang-formatted code ends in a line that is nothing but a brace, and
# begins with the nearest line above that is indented alike.
CLOSING = re.compile(r"( *)\}$")
NOT_A_FUNCTION = re.compile(
    r"\}|//|#|(inline )?namespace\b|(template .*)?(class|struct|enum|union)\b|"
    r"(if|for|while|switch|else|do|case|default|try|extern)\b")
FUNCTION_LINES = 70


def lines_allowed(name):
    if name.endswith(".h"):
        return 400
    return 1000 if re.search(r"_test\.(cc|py)$", name) else 600


def functions(lines):
    """Gives (first line, length) of each function, counted from 1."""
    for end, line in enumerate(lines):
        closing = CLOSING.match(line)
        if not closing:
            continue
        indent = closing.group(1)
        for start in range(end - 1, -1, -1):
            above = lines[start]
            if above.startswith(indent) and above[len(indent):][:1].strip():
                if not NOT_A_FUNCTION.match(above[len(indent):]):
                    yield start + 1, end - start + 1
                break


def test_files_are_short():
    long = []
    for name in tree.files(*CODE):
        length = len(tree.text(name).splitlines())
        if length > lines_allowed(name):
            long.append(f"{name}: {length} lines, at most {lines_allowed(name)}")
    assert not long, "\n".join(long)


def test_functions_are_short():
    long = []
    for name in tree.files(".h", ".cc"):
        for start, length in functions(tree.text(name).splitlines()):
            if length > FUNCTION_LINES:
                long.append(f"{name}:{start}: a function of {length} lines, "
                            f"at most {FUNCTION_LINES}")
    assert not long, "\n".join(long)


def test_the_measure_sees_functions_and_nothing_else():
    code = """namespace a {
class B {
 public:
  B(int c)
      : c_(c), d_{c} {
    if (c) {
      e();
    }
  }
};
int f() {
  auto g = [] {
    return 1;
  };
  return g();
}
}  // namespace a
""".splitlines()
    assert list(functions(code)) == [(4, 6), (11, 6)]
