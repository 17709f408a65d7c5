"""cc_fuzz_target: a libFuzzer target that is an ordinary test of its corpus, too."""

load("@rules_cc//cc:defs.bzl", "cc_test")

def cc_fuzz_target(name, srcs, corpus, deps = [], **kwargs):
    """Makes a test that gives each file of the corpus to LLVMFuzzerTestOneInput.

    With --config=fuzz it is libFuzzer, which searches for as long as it is told:
    `bazel run --config=fuzz //tests/fuzz:NAME -- -max_total_time=60`.

    Args:
      name: of the cc_test
      srcs: define LLVMFuzzerTestOneInput
      corpus: the files
      deps: of srcs
      **kwargs: for the cc_test
    """
    cc_test(
        name = name,
        srcs = srcs + select({
            "//third_party/build:fuzz": [],
            "//conditions:default": ["//third_party/build:replay_corpus.cc"],
        }),
        args = ["$(location %s)" % file for file in corpus],
        data = corpus,
        linkopts = select({
            "//third_party/build:fuzz": ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        deps = deps + ["//third_party/sanitizers:defaults"],
        **kwargs
    )
