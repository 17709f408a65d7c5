# SPDX-License-Identifier: Apache-2.0
# The workspace's commands. `make` alone lists them.

BAZEL ?= bazel
SHELL := /bin/bash
export BAZEL

TEST_SUITES := unit tidy integration
SANITIZE_SUITES := sanitize

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: setup-build
setup-build:
	@third_party/install.sh build

.PHONY: setup-test
setup-test:
	@third_party/install.sh build test
	@tests/tools.sh >/dev/null

.PHONY: build
build: setup-build ## the optimised binary, bazel-bin/bridge/wampbridge
	$(BAZEL) build --config=opt //bridge:wampbridge

.PHONY: run
run: build ## build, show the bridge at work against its own router, serve until Ctrl-C
	@exec bazel-bin/bridge/wampbridge dev --demo

.PHONY: test
test: setup-test ## build and run every test but sanitizers and the full interop table
	@for suite in $(TEST_SUITES); do tests/run $$suite; done
	@tests/report.py $(TEST_SUITES:%=test-results/%)

.PHONY: sanitize
sanitize: setup-test ## the C++ tests under asan with ubsan, those with threads under tsan
	@for suite in $(SANITIZE_SUITES); do tests/run $$suite; done
	@tests/report.py $(SANITIZE_SUITES:%=test-results/%)

.PHONY: layers
layers: setup-test ## a build by clang that checks what each target includes
	@tests/run layers

.PHONY: deploy-test
deploy-test: setup-test ## the chart, the manifests, the image and what else is in deploy/
	@third_party/install.sh deploy
	$(BAZEL) build //bridge:wampbridge
	@tests/run deploy
	@tests/report.py test-results/deploy

.PHONY: cluster-test
cluster-test: setup-test ## every manifest against a real API server of Kubernetes
	@third_party/install.sh cluster
	@tests/run cluster
	@tests/report.py test-results/cluster

.PHONY: image-test
image-test: ## the whole Dockerfile, built without a daemon from a bare Debian 12 (as root)
	@third_party/install.sh deploy fresh
	@tests/image.sh

.PHONY: interop
interop: setup-test ## every authentication method, transport and serializer against Crossbar
	$(BAZEL) build //bridge:wampbridge
	@tests/run interop
	@tests/report.py test-results/interop

.PHONY: conformance
conformance: setup-test ## the integration tests, then docs/conformance.md out of what they showed
	$(BAZEL) build //bridge:wampbridge //tests/bench:bench
	@tests/run integration; docs/conformance.py && \
	  rm -f test-results/integration/conformance.failed
	@tests/report.py test-results/integration

.PHONY: tidy
tidy: setup-test ## the checks of style, sizes and dependencies alone
	@tests/run tidy
	@tests/report.py test-results/tidy

.PHONY: bench-programs
bench-programs: setup-test
	@third_party/install.sh bench
	$(BAZEL) build --config=opt //bridge:wampbridge //tests/bench:bench

.PHONY: bench
bench: bench-programs ## every benchmark against its yardsticks, then docs/benchmarks.md
	bazel-bin/tests/bench/bench --json=bench.json; status=$$?; \
	  tests/bench/report.py bench.json && exit $$status

.PHONY: bench-quick
bench-quick: bench-programs ## the main rows of the benchmarks in under two minutes
	bazel-bin/tests/bench/bench --quick

.PHONY: bench-check
bench-check: setup-test ## whether a request costs more instructions than tests/bench/instructions.json allows
	@third_party/install.sh bench
	$(BAZEL) build --config=opt //bridge:wampbridge
	@tests/run instructions --check

.PHONY: format
format: setup-test ## clang-format on every C++ file
	@git ls-files -z --cached --others --exclude-standard '*.h' '*.cc' | \
	  xargs -0 clang-format-14 -i

.PHONY: fresh
fresh: ## the first two commands of the README in a minimal Debian 12 (as root)
	@third_party/install.sh fresh
	@tests/fresh.sh

.PHONY: clean
clean: ## what was built and what tests left
	$(BAZEL) clean
	@rm -rf test-results
