#!/usr/bin/env bash
# Compares the loader with the real Keras, in all cases of runtime-image/keras/parity:
#   build/parity.sh [--seed N] [--random N] [--only TEXT]...
# Keras comes from PyPI into a folder of the cache. What was found is written into docs/layers.md.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

PARITY=$ROOT/runtime-image/keras/parity
OUT=$ROOT/runtime-image/keras/target/parity
VENV=$CACHE/keras-$(sha256sum "$PARITY/requirements.txt" | cut -c1-12)

python() { # the first Python that Keras' wheels exist for
  local each
  for each in python3.12 python3.11 python3.10 python3; do
    "$each" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null &&
      echo "$each" && return
  done
  fail "Keras needs Python 3.10 to 3.12 with venv: apt-get install python3 python3-venv"
}

toolchain jdk maven
if [ ! -e "$VENV/ready" ]; then
  rm -rf "$VENV"
  "$(python)" -m venv "$VENV"
  watched "$CACHE/logs/pip.log" "installing Keras and TensorFlow for Python: about a minute, once" \
    "$VENV/bin/pip" install --quiet --requirement "$PARITY/requirements.txt"
  touch "$VENV/ready"
fi
args=("$@")
[[ " $* " == *" --random "* ]] || args+=(--random 60)
[[ " $* " == *" --seed "* ]] || args+=(--seed "$((RANDOM * 32768 + RANDOM))")
say "cases: ${args[*]}"
watched "$ROOT/target/parity-cases.log" "making cases with Keras: about ten minutes for all" \
  "$VENV/bin/python" "$PARITY/make_cases.py" "$OUT" "${args[@]}"
tail -n 1 "$ROOT/target/parity-cases.log"
cd "$ROOT"
mvn --batch-mode --no-transfer-progress -Dcache.folder="$CACHE" --projects runtime-image/keras test \
  -Dtest='KerasParityTest,SupportedLayersTest' -Dparity.directory="$OUT" -Dkerasguard.regenerate=true
say "docs/layers.md says what was compared"
