#!/usr/bin/env bash
# chain.sh [SITES] [VISITS]: a chain in simulation on a PostgreSQL of its own: SITES houses (200) of ten practitioners, VISITS visits a
# day in each (24), a year of them, two server processes. Prints a table of latency and CPU as the history grows by a month at a
# time. Takes half an hour and seven gigabytes on a small machine; docs/guide/measured.md has the figures.
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release --workspace --bins --example chain || exit 1
# shellcheck disable=SC2016 # the address is known inside only
exec tests/with-postgres bash -c '"$0/release/examples/chain" "$0/release/serein" "$SEREIN_TEST_POSTGRES" "$@"' "$target" "$@"
