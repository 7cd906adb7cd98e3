#!/usr/bin/env bash
# same-bytes.sh: the debug and the release build answer with the same bytes: plans and verdicts of every example case in words and
# for programs, the problems behind the plans, the series of every recorded instance, the forecast of every published arm. The last line is "N passed, N failed".
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --workspace --bins --example race && cargo build --quiet --release --workspace --bins --example race || { echo "0 passed, 1 failed"; exit 1; }
passed=0 failed=0
same() {
  local one other
  one=$("$target/debug/serein" "$@" 2>&1; echo "status $?")
  other=$("$target/release/serein" "$@" 2>&1; echo "status $?")
  if [ "$one" = "$other" ] && [ "${#one}" -gt 12 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "differs: serein $*"; fi
}
for case in examples/*.json; do
  for form in "" --json; do
    # shellcheck disable=SC2086 # no form is no word
    same plan "$case" $form && same gate "$case" $form
  done
done
for instance in crates/calendar/data/series/*.json; do same series --instance "$instance" --json; done
for style in balanced gentle swift lean; do same plan examples/melasma-dark-skin.json --as-instance --style "$style"; done
same forecast --arms crates/forecast/data/trial-arms.csv --json
same forecast --arms crates/forecast/data/trial-arms.csv --observed-first --json
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
