# demo · test · check · bench. Each does its own set-up on a Debian 12 machine that has rustup, git and make.

.PHONY: demo test check bench audit setup-build setup-check setup-test
.NOTPARALLEL:

# Starts a ward with invented people and prints the address to open.
demo: setup-build
	cargo build --release --locked -p server -p client-ffi
	target/release/sen demo

# Everything is built first, because the bindings tests load the client library as a file.
test: setup-test
	cargo build --workspace --locked
	cargo test --workspace --locked

check: setup-check
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	cargo check -p shared --target wasm32-unknown-unknown --locked
	target/tools/bin/cargo-deny --locked check --hide-inclusion-graph licenses bans sources

bench: setup-build
	cargo run --release --locked -p tests --bin bench

# Known holes in what we build on. Apart from `check`, because the list is fetched from the network and changes daily:
# a commit that was good stays good.
audit: setup-check
	target/tools/bin/cargo-deny --locked check advisories

setup-build setup-check setup-test: setup-%:
	scripts/setup $*
