#!/usr/bin/env bash
# The container engine of the cluster: the one that answers on this machine, else a private one.
#   build/engine.sh start     starts the private engine where none answers
#   build/engine.sh host      prints the address for DOCKER_HOST; empty for docker's own default
#   build/engine.sh stop      stops the private engine and takes back all that it changed
# The private engine has a socket, a process file and images of its own, and no firewall rules. It needs root, or sudo
# without a password; its socket belongs to who started it.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

RUN=/run/kerasguard        # short: a socket's path may have 107 characters
SOCKET=unix://$RUN/docker.sock
DATA=$CACHE/engine
LOG=$CACHE/logs/engine.log
NEEDS=(docker.io iptables nftables procps jq)   # iptables: docker's name server in the node
# What dockerd and, in a privileged node, systemd and the kubelet set for the whole machine.
SYSCTLS=(net.ipv4.ip_forward net.ipv4.conf.all.forwarding net.ipv4.conf.default.forwarding net.ipv6.conf.all.forwarding
  net.ipv6.conf.default.forwarding vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops
  kernel.keys.root_maxkeys kernel.keys.root_maxbytes fs.file-max fs.nr_open fs.inotify.max_user_instances fs.inotify.max_user_watches)

answers() { command -v docker >/dev/null && DOCKER_HOST=$1 timeout 20 docker version >/dev/null 2>&1; }
private() { [ -S "$RUN/docker.sock" ] && answers "$SOCKET"; }

is_ours() { grep -qz "$RUN/" "/proc/$1/cmdline" 2>/dev/null; }

# as_engine_root COMMAND...: this script again, as root and with this user's cache
as_engine_root() { as_root env KERASGUARD_CACHE="$CACHE" "$ROOT/build/engine.sh" "$@"; }

start() {
  private && return
  [ ! -d "$RUN" ] && answers "${DOCKER_HOST:-}" && return
  [ ! -S "$RUN/docker.sock" ] || [ -w "$RUN/docker.sock" ] ||
    fail "the private engine of user $(stat --format %U "$RUN/docker.sock") runs here: let them end it (make cluster-down), or run the command as that user"
  may_be_root || fail "no container engine answers (docker version), and starting a private one needs root:
  start Docker and let your user reach it, allow sudo without a password for the duration of the command, or run it as root"
  packages "the container engine of the cluster" "${NEEDS[@]}"
  "$ROOT/build/binaries.sh" modest-runc
  mkdir -p "$(dirname "$LOG")"
  say "starting a private container engine (log: $LOG)"
  as_engine_root start-as-root "$(id -u)"
}

# start_as_root USER: the socket will be that user's
start_as_root() {
  mkdir -p "$RUN" "$DATA"
  if [ ! -s "$RUN/sysctl" ]; then
    record >"$RUN/sysctl"
    for folder in docker containerd; do
      [ -e "/run/$folder" ] || echo "/run/$folder" >>"$RUN/new-folders"
    done
  fi
  sysctl --quiet --write net.ipv4.ip_forward=1
  [ "$(sysctl -n fs.inotify.max_user_instances)" -ge 1024 ] || sysctl --quiet --write fs.inotify.max_user_instances=1024
  local file
  for file in "$RUN/dockerd.pid" "$RUN/exec/containerd/containerd.pid"; do   # a number of before a restart is another's now
    [ ! -e "$file" ] || is_ours "$(cat "$file")" || rm -f "$file"
  done
  jq -n --arg run "$RUN" --arg socket "$SOCKET" --arg data "$DATA" --arg runc "$(runtime)" '{
    "data-root": $data, "exec-root": ($run + "/exec"), "pidfile": ($run + "/dockerd.pid"), "hosts": [$socket],
    "bridge": "none", "iptables": false, "ip6tables": false, "default-cgroupns-mode": "private",
    "log-opts": {"max-size": "20m"}, "runtimes": {"chosen": {"path": $runc}}, "default-runtime": "chosen"}' >"$RUN/daemon.json"
  # setsid: it outlives this shell; 9: without the lock that cluster.sh may hold.
  setsid --fork dockerd --config-file "$RUN/daemon.json" >"$LOG" 2>&1 </dev/null 9>&-
  for _ in $(seq 120); do
    if private; then
      chown "$1" "$RUN/docker.sock" && chmod 600 "$RUN/docker.sock"
      return
    fi
    sleep 0.5
  done
  tail -n 20 "$LOG" >&2
  fail "the engine did not start within a minute: its log above says why ($LOG)"
}

# Root without CAP_SYS_RESOURCE cannot start a privileged container unless runc asks for less.
runtime() {
  if (($(sed -n 's/^CapBnd:\t/0x/p' /proc/self/status) >> 24 & 1)); then
    command -v runc
  else
    program modest-runc
  fi
}

record() {
  local name value
  for name in "${SYSCTLS[@]}"; do
    if value=$(sysctl -n "$name" 2>/dev/null); then echo "$name=$value"; fi
  done
}

stop() {
  [ -d "$RUN" ] || return 0
  private || start   # after a crash: an engine that starts again clears its own remains
  say "stopping the private container engine"
  as_engine_root stop-as-root
}

stop_as_root() {
  local pid
  DATA=$(jq -r '."data-root"' "$RUN/daemon.json")   # it may be another user's
  export DOCKER_HOST=$SOCKET
  docker ps --all --quiet | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
  docker network ls --quiet --filter type=custom | xargs --no-run-if-empty docker network rm >/dev/null
  docker volume ls --quiet | xargs --no-run-if-empty docker volume rm >/dev/null
  pid=$(cat "$RUN/dockerd.pid")
  is_ours "$pid" || fail "an engine listens at $SOCKET, but it is not the process in $RUN/dockerd.pid: stop it by hand"
  kill "$pid"
  timeout 60 tail --pid="$pid" -f /dev/null || fail "the engine (process $pid) does not stop: see $LOG"
  findmnt --list --noheadings --output TARGET | { grep -E "^($RUN|$DATA)(/|$)" || true; } | sort -r | xargs --no-run-if-empty umount
  nft delete table ip kerasguard 2>/dev/null || true
  rmdir /sys/fs/cgroup/{,*/}docker 2>/dev/null || true
  sysctl --quiet --load="$RUN/sysctl"
  [ ! -e "$RUN/new-folders" ] || xargs rm -rf <"$RUN/new-folders"
  rm -rf "$RUN"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  start-as-root) start_as_root "$2" ;;
  stop-as-root) stop_as_root ;;
  host) if private; then echo "$SOCKET"; else echo "${DOCKER_HOST:-}"; fi ;;
  *) sed -n '2,7s/^# //p' "$0"; exit 2 ;;
esac
