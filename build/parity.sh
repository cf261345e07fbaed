#!/usr/bin/env bash
# Compares the loader with the real Keras, in all cases of runtime-image/keras/parity:
#   build/parity.sh [--seed N] [--random N] [--only TEXT]...
# Keras comes from PyPI into the cache. A run of all cases adds random networks and writes docs/layers.md; with --only,
# nothing but the named cases is made and compared.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

PARITY=$ROOT/runtime-image/keras/parity
OUT=$ROOT/runtime-image/keras/target/parity

toolchain jdk maven python
venv "$PARITY/requirements.txt" "installing Keras and TensorFlow for Python: about a minute, once"
args=("$@") all=yes
for arg; do
  case $arg in --only | --only=* | --small) all=no ;; esac
done
tests=(-Dtest='KerasParityTest#answersAsKerasForEachGeneratedCase')
if [ $all = yes ]; then
  tests=(-Dtest='KerasParityTest,SupportedLayersTest' -Dkerasguard.regenerate=true)
  [[ " $* " == *" --random"[\ =]* ]] || args+=(--random 60)
fi
[[ " $* " == *" --seed"[\ =]* ]] || args+=(--seed "$((RANDOM * 32768 + RANDOM))")
say "cases: ${args[*]}"
watched "$ROOT/target/parity-cases.log" "making cases with Keras: about ten minutes for all" \
  "$VENV/bin/python" "$PARITY/make_cases.py" "$OUT" "${args[@]}"
tail -n 1 "$ROOT/target/parity-cases.log"
[ -d "$OUT" ] || fail "no case was made: runtime-image/keras/parity/cases has none whose name contains what --only says"
cd "$ROOT"
mvn --batch-mode --no-transfer-progress -Dcache.folder="$CACHE" --projects runtime-image/keras test \
  "${tests[@]}" -Dparity.directory="$OUT"
[ $all = no ] || say "docs/layers.md says what was compared"
