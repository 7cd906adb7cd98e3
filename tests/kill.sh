#!/usr/bin/env bash
# kill.sh [ROUNDS]: kills a writing process without warning, ROUNDS times on each engine (20 by default; 200 is the long run),
# and then looks for every entry that was acknowledged, for half-written pairs, and at every hash.
# PostgreSQL is taken from SEREIN_TEST_POSTGRES (tests/with-postgres sets it); without it only SQLite is tried.
# Ends with "N passed, N failed".
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
rounds=${1:-20} passed=0 failed=0
target=${CARGO_TARGET_DIR:-$PWD/target}
# As ./test builds it: one package by itself has other features, and would be compiled anew.
cargo build --quiet --workspace --bins --example hammer --example race || exit 1
serein=$target/debug/serein hammer=$target/debug/examples/hammer
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
export SEREIN_KEY
SEREIN_KEY=$(printf '5e%.0s' $(seq 32))

engine() {
  local name=$1 address=$2 acked=$scratch/$1.acked lost half
  : >"$acked"
  for round in $(seq "$rounds"); do
    "$hammer" "$address" 8 >>"$acked.raw" 2>>"$scratch/$name.log" &
    local writer=$!
    sleep "0.$((RANDOM % 7 + 1))"
    kill -9 "$writer" 2>/dev/null
    wait "$writer" 2>/dev/null
    # The last line may be cut in its middle: what was not said whole was not acknowledged.
    grep -E '^[0-9a-f]{32} [0-9a-f]{32}$' "$acked.raw" >>"$acked"; : >"$acked.raw"
  done
  "$serein" chart --db "$address" export - | grep '"kind":"note"' | grep -oE '"id":"[0-9a-f]{32}"' | cut -d'"' -f4 | sort >"$scratch/$name.there"
  lost=$(tr ' ' '\n' <"$acked" | sort | comm -23 - "$scratch/$name.there" | wc -l)
  half=$(($(wc -l <"$scratch/$name.there") % 2))
  echo "$name: $rounds kills, $(($(wc -l <"$acked") * 2)) entries acknowledged, $(wc -l <"$scratch/$name.there") there, $lost lost, $half half written"
  if [ "$lost" -eq 0 ] && [ "$half" -eq 0 ] && [ -s "$acked" ] && "$serein" chart --db "$address" verify; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1)); tail -n 5 "$scratch/$name.log"
  fi
}

engine sqlite "sqlite:$scratch/record.db"
if [ -n "${SEREIN_TEST_POSTGRES:-}" ]; then engine postgres "$SEREIN_TEST_POSTGRES"; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
