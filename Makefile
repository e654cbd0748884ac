# demo · test · check · bench · app. Each does its own set-up on a Debian 12 machine that has rustup, git and make.

.PHONY: app app-types trace mobile swift-surface python fixture fuzz demo test check crash bench bench-peers simulate audit setup-app setup-build setup-check setup-fuzz setup-peers setup-test
.NOTPARALLEL:

# Lets a ward of invented people live through a year, the first time, then serves it and prints the address to open. Builds
# what the README's walk runs, and not the generator of bindings, which is about a fifth of the work, by a profile that costs
# a third less to build. The app as well: `make app` builds it as it ships.
demo: setup-app
	scripts/app quick
	cargo build --profile demo --locked -p server -p client-ffi -p year --no-default-features --bin sen --bin sen-device --bin sen-year
	target/demo/sen-year sen-data
	target/demo/sen demo

# Everything is built first, because the bindings tests load the client library as a file. A test that fails says so in one
# line: what called the runtime that called it is no news.
test: export RUST_BACKTRACE = 0
test: setup-test
	scripts/app
	cd app && npm test
	cargo build --workspace --locked
	cargo test --workspace --locked
	scripts/browser-tests
	mvn -B -q -f client-ffi/kotlin test

check: setup-check
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	cargo clippy -p sen-web -p client-ffi -p shared --no-default-features --lib --target wasm32-unknown-unknown --locked -- -D warnings
	scripts/app engine
	cd app && npm run check
	target/tools/bin/cargo-deny --locked check --hide-inclusion-graph licenses bans sources

# The app for phones, into app/dist; the next build of `sen` takes it in.
app: setup-app
	scripts/app

# The types of the engine as the app sees them: app/src/engine/types.ts.
app-types: setup-build
	WRITE_TYPES=1 cargo test -q --locked -p client-ffi --lib the_types_of_the_app

bench: setup-build
	cargo run --release --locked -p tests --bin bench

# Sen beside what a user would pick instead. All groups take a while; `make bench-peers GROUPS="a b"` measures two.
bench-peers: setup-peers
	cargo run --release --locked -p tests --bin bench -- peers $(GROUPS)

# Two people's keystrokes from a file of the public collection of editing traces: `make trace FILES=friendsforever.json.gz`.
trace: setup-build
	cargo run --release --locked -p tests --bin bench -- trace $(FILES)

# Kills the real server ROUNDS times under load: `make crash ROUNDS=1000`.
ROUNDS ?= 200
crash: setup-test
	cargo build --workspace --locked
	ROUNDS=$(ROUNDS) cargo test -p tests --test e2e --locked a_server_killed_again_and_again

# Server, phones, network, disks and clocks in one process, decided by a number: `make simulate SEEDS=1 FIRST=12345`.
SEEDS ?= 1000
FIRST ?= 0
simulate: setup-build
	SEEDS=$(SEEDS) FIRST=$(FIRST) cargo run --release --locked -p tests --bin simulate

# Known holes in what we build on. Apart from `check`, because the list is fetched from the network and changes daily:
# a commit that was good stays good.
audit: setup-check
	target/tools/bin/cargo-deny --locked check advisories

# Bytes from outside, each way in for FUZZ_SECONDS: no panic, and no more time and memory than tests/src/contract.rs
# promises. What is found stands below target/fuzz/found; keep it in tests/fuzz/cases.
FUZZ_SECONDS ?= 30
fuzz: setup-fuzz
	scripts/fuzz $(FUZZ_SECONDS)

# What the library offers an app for iOS, as it stands in review; a test compares it.
swift-surface: setup-build
	cargo build -p client-ffi --locked
	scripts/swift-surface target/debug client-ffi/swift/surface.txt

# The library as an app ships it, for this kind of machine: target/mobile/libsen_client.so. `make bench` prints its size.
mobile: setup-build
	cargo rustc --profile mobile --locked -p client-ffi --no-default-features --lib --crate-type cdylib

# A wheel for this kind of machine, in target/release/python.
python: setup-test
	cargo build --release --locked -p client-ffi
	scripts/python-package target/release

# What this version leaves behind on phones and in wards, kept for every later one to open: `make fixture VERSION=0.2`.
fixture: setup-build
	cargo run --locked -p tests --bin fixture -- $(VERSION)

setup-app setup-build setup-check setup-fuzz setup-peers setup-test: setup-%:
	scripts/setup $*
