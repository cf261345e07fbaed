#!/usr/bin/env bash
# Proves that the images are reproducible: makes them twice, each time with an empty cache and an empty output folder,
# and compares the configurations, which name every layer by its contents. Docker cannot fix the time of creation:
# with it, all but that time is compared.
#   images/reproducible.sh [runtime|operator|webhook|bench]...
# The applications are packaged once. Packaged again, Quarkus' generated-bytecode.jar differs, where names
# are numbered in the order in which its build steps happened to run.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/../build/toolchain.sh"

packages "comparing images" jq
mkdir -p "$ROOT/target"
work=$(mktemp --directory "$ROOT/target/reproducible.XXXX")
trap 'rm -rf "$work"' EXIT

# identity ARCHIVE: the image's ID, or with docker what it would be without times
identity() {
  local config
  config=$(tar -xOf "$1" manifest.json | jq -r '.[0].Config')
  case ${CONTAINER_TOOL:-$(command -v buildah podman || echo docker)} in
    *docker) tar -xOf "$1" "$config" | jq '{architecture, os, rootfs, config: (.config | {Entrypoint, Env, Labels, User})}' ;;
    *) tar -xOf "$1" "$config" | jq . ;;
  esac
}

for round in 1 2; do
  say "round $round"
  mkdir -p "$work/$round/images" "$work/$round/cache"
  KERASGUARD_CACHE=$work/$round/cache KERASGUARD_IMAGES=$work/$round/images "$ROOT/images/build.sh" "$@"
done
different=0
for archive in "$work"/1/images/*.tar; do
  name=$(basename "$archive" .tar)
  one=$(identity "$archive")
  two=$(identity "$work/2/images/$name.tar")
  if [ "$one" = "$two" ]; then
    say "$name: the same, $(tar -xOf "$archive" manifest.json | jq -r '.[0].Config | rtrimstr(".json")')"
  else
    say "$name: DIFFERENT"
    diff <(echo "$one") <(echo "$two") >&2 || true
    different=1
  fi
done
exit "$different"
