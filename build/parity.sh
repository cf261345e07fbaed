#!/usr/bin/env bash
# Compares the loader with the real Keras, in all cases of runtime-image/keras/parity:
#   build/parity.sh [--seed N] [--random N] [--only TEXT]...
#   build/parity.sh --applications [NAME]...     keras.applications, one after the other: docs/applications.md
#   build/parity.sh --formats                    files of each version of Keras: docs/formats.md
# Keras comes from PyPI into the cache. A run of all cases adds random networks and writes docs/layers.md; with --only,
# nothing but the named cases is made and compared.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

PARITY=$ROOT/runtime-image/keras/parity
OUT=$ROOT/runtime-image/keras/target/parity

# compared TEST SYSTEM_PROPERTY...: runs a test that writes what it finds into docs/
compared() {
  local test=$1; shift
  mvn --batch-mode --no-transfer-progress -Dcache.folder="$CACHE" --file "$ROOT/pom.xml" --projects runtime-image/keras test \
    -Dtest="$test" -Dkerasguard.regenerate=true "$@"
}

# Large models, so each is deleted before the next is made.
applications() {
  local folder=$ROOT/runtime-image/keras/target/applications name names=("$@")
  [ $# -gt 0 ] || mapfile -t names < <(cd "$PARITY" && "$VENV/bin/python" -c '
from cases import applications
for case in applications.cases():
    if case.large: print(case.name.removeprefix("application-"))' 2>/dev/null)
  for name in "${names[@]}"; do
    watched "$ROOT/target/parity-cases.log" "making $name with Keras" "$VENV/bin/python" "$PARITY/make_cases.py" "$folder" \
      --module applications --only "application-$name"
    compared 'ApplicationsTest#answersAsKerasForEachArchitecture' -Dapplications.directory="$folder"
    rm -rf "$folder"
  done
}

formats() {
  local folder=$ROOT/runtime-image/keras/target/formats
  watched "$ROOT/target/parity-formats.log" "making files with each version of Keras: about ten minutes" \
    "$VENV/bin/python" "$PARITY/make_formats.py" "$folder"
  compared FormatsSweepTest -Dformats.directory="$folder"
}

toolchain jdk maven python
venv "$PARITY/requirements.txt" "installing Keras and TensorFlow for Python: about a minute, once"
case ${1:-} in
  --applications) shift; applications "$@"; exit ;;
  --formats) formats; exit ;;
esac
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
