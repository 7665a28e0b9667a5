# The tasks of the house. `make` lists them.
SHELL := /bin/bash
MAVEN := . tools/java.sh && find_jdk && need_maven && mvn -B

.PHONY: help check format bench clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

check: ## everything that CI checks: formats, rules, all tests with real clients
	tools/check

format: ## formats all sources
	$(MAVEN) -q spotless:apply

bench: ## benchmarks, paired with peers on this machine
	bench/run

clean: ## removes what was built
	$(MAVEN) -q clean
