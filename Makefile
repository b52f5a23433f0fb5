# Each target is a line over the presets of CMakePresets.json and the scripts of tools/.

.NOTPARALLEL:
.PHONY: deps build run test bench bench-peers fuzz torture golden format check clean
JOBS ?= $(shell nproc)

deps: ## install what building and running needs
	@tools/deps run

build: ## the release binary, at build/parley
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS)
	@ln -sfn release/parley build/parley

run: deps build ## a demo server, with customers who write to it
	@build/parley demo

# Where something fails, make adds a line "make: *** ... Error 1" of its own, on standard error, behind the last one of
# tools/test. It does so for every command that fails, and a status of 0 would be a lie.
test: ## everything that must hold; ends with "N passed, N failed"
	@tools/deps test
	@JOBS=$(JOBS) tools/test

bench: build ## speed, beside nginx on the same machine
	@tools/deps bench
	@cmake --preset bench >/dev/null && cmake --build --preset bench -j $(JOBS)
	@bench/run

bench-peers: build ## speed, beside Parse Server on the same PostgreSQL; MESSAGES=200000 make bench-peers for more
	@tools/deps bench
	@cmake --preset bench >/dev/null && cmake --build --preset bench -j $(JOBS) --target parley post
	@bench/peers/run --messages $${MESSAGES:-20000}

fuzz: ## a minute for each fuzz target; SECONDS_EACH=600 make fuzz for longer
	@tools/deps test
	@JOBS=$(JOBS) tools/test --only fuzz --fuzz-seconds $${SECONDS_EACH:-60}

torture: build ## kill -9 under load and failovers, again and again
	@tools/deps test
	@tests/torture

golden: ## write the golden files anew; read the difference before you commit it
	@cmake --preset dev >/dev/null && cmake --build --preset dev -j $(JOBS) --target parley_tests
	@PARLEY_REWRITE_GOLDEN=1 build/dev/parley_tests --gtest_brief=1

format: ## lay out the C++ files
	@tools/deps check
	@tools/check-format --fix

check: ## the rules, the layout and the lint, for what changed
	@tools/deps check
	@tools/check-arrows && tools/check-coawait && tools/check-places && tools/check-format && tools/check-tidy

clean: ## remove what was built
	@rm -rf build
