#!/usr/bin/env bash
# The container engine of the cluster: the one that answers on this machine, else a private one.
#   build/engine.sh start     starts the private engine where none answers
#   build/engine.sh host      prints the address for DOCKER_HOST; empty for docker's own default
#   build/engine.sh stop      stops the private engine and takes back all that it changed
# The private engine has a socket, a process file and images of its own, and no firewall rules.
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

start() {
  private && return
  [ ! -d "$RUN" ] && answers "${DOCKER_HOST:-}" && return
  [ "$(id -u)" = 0 ] || fail "no container engine answers (docker version), and starting a private one needs root:
  start Docker and let your user reach it, or run the command as root"
  packages "the container engine of the cluster" "${NEEDS[@]}"
  mkdir -p "$RUN" "$DATA" "$(dirname "$LOG")"
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
  "$ROOT/build/binaries.sh" modest-runc
  jq -n --arg run "$RUN" --arg socket "$SOCKET" --arg data "$DATA" --arg runc "$(runtime)" '{
    "data-root": $data, "exec-root": ($run + "/exec"), "pidfile": ($run + "/dockerd.pid"), "hosts": [$socket],
    "bridge": "none", "iptables": false, "ip6tables": false, "default-cgroupns-mode": "private",
    "log-opts": {"max-size": "20m"}, "runtimes": {"chosen": {"path": $runc}}, "default-runtime": "chosen"}' >"$RUN/daemon.json"
  say "starting a private container engine (log: $LOG)"
  # setsid: it outlives this shell; 9: without the lock that cluster.sh may hold.
  setsid --fork dockerd --config-file "$RUN/daemon.json" >"$LOG" 2>&1 </dev/null 9>&-
  for _ in $(seq 120); do
    private && return
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
  local pid
  export DOCKER_HOST=$SOCKET
  docker ps --all --quiet | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
  docker network ls --quiet --filter type=custom | xargs --no-run-if-empty docker network rm >/dev/null
  docker volume ls --quiet | xargs --no-run-if-empty docker volume rm >/dev/null
  pid=$(cat "$RUN/dockerd.pid")
  is_ours "$pid" || fail "an engine listens at $SOCKET, but it is not the process in $RUN/dockerd.pid: stop it by hand"
  say "stopping the private container engine"
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
  host) if private; then echo "$SOCKET"; else echo "${DOCKER_HOST:-}"; fi ;;
  *) sed -n '2,6s/^# //p' "$0"; exit 2 ;;
esac
