#!/usr/bin/env bash
# race.sh [ROUNDS]: fifty clients race for one slot with practitioner, room and device through HTTP, ROUNDS times (10; 100 for the
# long run): against one server on SQLite, and, where SEREIN_TEST_POSTGRES names a server (tests/with-postgres starts one),
# against two server processes on one PostgreSQL. The last line is "N passed, N failed".
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
rounds=${1:-10}
target=${CARGO_TARGET_DIR:-target}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# As ./test builds it: one package by itself has other features, and would be compiled anew.
cargo build --quiet --workspace --bins --example hammer --example race || { echo "0 passed, 1 failed"; exit 1; }
passed=0 failed=0
run() {
  local out
  out=$("$target/debug/examples/race" "$target/debug/serein" "$@" 2>&1)
  local status=$?
  echo "$out"
  passed=$((passed + $(sed -nE 's/^([0-9]+) passed, [0-9]+ failed$/\1/p' <<<"$out" | tail -n 1)))
  local bad
  bad=$(sed -nE 's/^[0-9]+ passed, ([0-9]+) failed$/\1/p' <<<"$out" | tail -n 1)
  failed=$((failed + ${bad:-1}))
  [ "$status" -eq 0 ] || [ "${bad:-0}" -gt 0 ] || failed=$((failed + 1))
}
run "sqlite:$folder/race.db" 1 "$rounds"
[ -z "${SEREIN_TEST_POSTGRES:-}" ] || run "$SEREIN_TEST_POSTGRES" 2 "$rounds"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
