#!/usr/bin/env bash
# Finds the tools that the build needs and runs a command with them:
#   build/toolchain.sh mvn verify
# The other scripts source it for the versions, the cache and the few functions below.
# shellcheck disable=SC2034 # so not every version is used here
set -euo pipefail

KUBERNETES=1.34.10   # the last line that still runs on cgroup v1 by default
ETCD=3.6.16
COREDNS=1.14.7
METRICS_SERVER=0.9.0
KIND=0.33.0
CRICTL=1.36.0
MAVEN=3.9.16
JDK=25
GO=1.26.4            # what metrics-server asks for

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${KERASGUARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kerasguard}
export KUBE_API_TEST_DIR=$CACHE/kube-api-test

say() { printf '%(%H:%M:%S)T %s\n' -1 "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# at_least HAVE WANT: is version HAVE the same as or newer than WANT?
at_least() { printf '%s\n%s\n' "$2" "$1" | sort --version-sort --check=quiet; }

may_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif may_be_root; then sudo -n "$@"
  else fail "'$*' needs root: run the command as root, or allow sudo without a password for its duration"; fi
}

# watched LOG WHAT COMMAND...: runs COMMAND with its output in LOG, says every half minute that it is
# still at it, and shows the end of the log when it fails.
watched() {
  local log=$1 what=$2 began=$SECONDS status=0 ticker; shift 2
  mkdir -p "$(dirname "$log")"
  say "$what"
  # The ticker ends when this end of the pipe is closed, also if this shell is killed. It holds neither the standard
  # output, which may be a $(...) that waits for all its writers, nor the lock that cluster.sh may hold.
  exec {ticker}> >(
    exec >/dev/null 9>&-
    while read -r -t 30 || [ $? -gt 128 ]; do say "  still at it after $((SECONDS - began)) s ($log)"; done
  )
  # In here a failing command does not end a function: chain with &&.
  (exec {ticker}>&-; "$@") >"$log" 2>&1 </dev/null || status=$?
  exec {ticker}>&-
  [ "$status" = 0 ] && return
  tail -n 25 "$log" >&2
  fail "failed: $what (whole output: $log)"
}

# packages WHY PACKAGE...: installs the Debian packages that are missing.
packages() {
  local why=$1 missing=() package units=() unit; shift
  for package; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  command -v apt-get >/dev/null || fail "$why needs ${missing[*]}: install them with your package manager"
  # A freshly installed docker.io would start an engine of its own and change the firewall.
  if [ -d /run/systemd/system ]; then
    for unit in docker.service docker.socket containerd.service; do
      systemctl cat "$unit" >/dev/null 2>&1 || units+=("$unit")
    done
    [ ${#units[@]} = 0 ] || as_root systemctl mask --quiet --runtime "${units[@]}"
  fi
  if ! apt-cache policy "${missing[0]}" 2>/dev/null | grep -q 'Candidate: [^(]'; then
    watched "$CACHE/logs/apt.log" "refreshing Debian's package lists" as_root apt-get update
  fi
  watched "$CACHE/logs/apt.log" "installing ${missing[*]} ($why)" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${missing[@]}"
  [ ${#units[@]} = 0 ] || as_root systemctl unmask --quiet --runtime "${units[@]}"
}

# program NAME: where binaries.sh puts a program, in a folder named by its version
program() {
  case $1 in
    kube*) echo "$CACHE/bin/kubernetes-$KUBERNETES/$1" ;;
    etcd) echo "$CACHE/bin/etcd-$ETCD/$1" ;;
    coredns) echo "$CACHE/bin/coredns-$COREDNS/$1" ;;
    metrics-server) echo "$CACHE/bin/metrics-server-$METRICS_SERVER/$1" ;;
    kind) echo "$CACHE/bin/kind-$KIND/$1" ;;
    crictl) echo "$CACHE/bin/crictl-$CRICTL/$1" ;;
    *) echo "$CACHE/bin/$1-$(cat "$ROOT/build/$1"/*.go | sha256sum | cut -c1-12)/$1" ;;
  esac
}

is_jdk() { [ -x "$1/bin/javac" ] && grep -q "^JAVA_VERSION=\"${JDK}[.\"]" "$1/release" 2>/dev/null; }

find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$(dirname "$(dirname "$(readlink -f "$(command -v javac)" || true)")")"; do
    if is_jdk "$home"; then
      export JAVA_HOME=$home PATH=$home/bin:$PATH
      return
    fi
  done
  echo "JDK $JDK: unpack or install one (https://adoptium.net/temurin/releases/?version=$JDK, Debian: temurin-$JDK-jdk) and set JAVA_HOME to it"
}

# The newest Maven that Debian 12 has is too old, but good enough to fetch the one that is not.
find_maven() {
  local have home=$CACHE/maven/apache-maven-$MAVEN
  have=$(mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p' || true)
  [ -n "$have" ] && at_least "$have" 3.9 && return
  if [ ! -x "$home/bin/mvn" ]; then
    [ -n "$have" ] || { echo "Maven: apt-get install maven, or any Maven from 3.9 on the PATH"; return; }
    watched "$CACHE/logs/maven.log" "fetching Maven $MAVEN with Maven $have" \
      mvn --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact="org.apache.maven:apache-maven:$MAVEN:tar.gz:bin" -DoutputDirectory="$CACHE/maven"
    mkdir -p "$home.part"
    tar -C "$home.part" --strip-components=1 -xzf "$CACHE/maven/apache-maven-$MAVEN-bin.tar.gz"
    mv "$home.part" "$home"
  fi
  export PATH=$home/bin:$PATH
}

find_go() {
  local have
  have=$(go env GOVERSION 2>/dev/null || true)
  have=${have#go}
  # Since 1.21 Go fetches a newer toolchain by itself, unless it is told not to.
  at_least "${have:-0}" "$GO" || { at_least "${have:-0}" 1.21 && [ "$(go env GOTOOLCHAIN)" != local ]; } ||
    echo "Go from $GO (or from 1.21 without GOTOOLCHAIN=local): https://go.dev/dl/, Debian: golang-go from backports"
}

# The wheels of TensorFlow and of the engines beside it exist for these versions of Python and no other.
find_python() {
  local each
  for each in ${PYTHON:-python3.12 python3.11 python3.10 python3}; do
    if "$each" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then
      PYTHON=$each
      return
    fi
  done
  echo "Python 3.10 to 3.12 with its modules venv and ensurepip (Debian 12: apt-get install python3 python3-venv); PYTHON=... names one"
}

# venv REQUIREMENTS WHAT: sets VENV to a Python environment with the packages of that file, made once for each contents.
# Call "toolchain python" before.
venv() {
  VENV=$CACHE/venv/$({ "$PYTHON" -c 'import sys; print(sys.version_info[:2])'; cat "$1"; } | sha256sum | cut -c1-12)
  mkdir -p "$CACHE/venv"
  (
    flock --nonblock 8 || { say "waiting for another build of a Python environment"; flock 8; }
    [ -e "$VENV/complete" ] && "$VENV/bin/python" -c '' 2>/dev/null && exit
    rm -rf "$VENV"   # interrupted, or its Python is gone; pip's own cache keeps what it fetched
    watched "$CACHE/logs/venv.log" "$2" fill_venv "$1"
  ) 8>"$CACHE/venv/lock"
}
fill_venv() {
  "$PYTHON" -m venv "$VENV" &&
    "$VENV/bin/pip" install --disable-pip-version-check --no-input --requirement "$1" && touch "$VENV/complete"
}

# toolchain NAME...: puts jdk, maven and go on the PATH and finds python; all that are missing are named at once.
toolchain() {
  local name file
  file=$(mktemp)
  for name; do
    "find_$name" >>"$file"
  done
  [ ! -s "$file" ] || fail "this machine lacks what the build needs:"$'\n'"$(sed 's/^/  - /' "$file")"
  rm -f "$file"
}

PATH=$CACHE/bin/kubernetes-$KUBERNETES:$CACHE/bin/kind-$KIND:$PATH
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  [ $# -gt 0 ] || { sed -n '2,3s/^# //p' "$0"; exit 2; }
  toolchain jdk maven
  exec "$@"
fi
