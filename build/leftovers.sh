#!/usr/bin/env bash
# What a cluster could leave behind on this machine, as sorted lines:
#   build/leftovers.sh >before; make cluster cluster-down; build/leftovers.sh | diff before -
set -euo pipefail
# shellcheck disable=SC2009 # the arguments are what is compared
{
  ps -eo args= | grep -E '^[^ ]*(dockerd|containerd|kube|etcd|coredns|metrics-server|systemd)' | sed 's/^/process /' || true
  findmnt --raw --noheadings --output TARGET,FSTYPE | sed 's/^/mount /'
  ip -oneline link | sed 's/^[0-9]*: \([^:@]*\).*/link \1/'
  ip -oneline route show table all | sed 's/^/route /'
  ip netns list | sed 's/^/network namespace /'
  for family in iptables ip6tables; do
    "$family-save" 2>/dev/null | sed "/^#/d; s/\[[0-9:]*\]//; s/^/$family /" || true
  done
  nft list tables 2>/dev/null | sed 's/^/nft /' || true
  # Counters, random numbers and what a new network interface brings are not settings.
  sysctl --all 2>/dev/null | grep -vE '^(kernel\.(random|ns_last_pid|pty\.nr|perf_event|sched_domain)|fs\.(dentry-state|file-nr|inode|quota|aio-nr)|net\.netfilter\.nf_conntrack_count)' | sed 's/^/sysctl /' || true
  find /sys/fs/cgroup -type d 2>/dev/null | sed 's/^/cgroup /'
  find /run /tmp /var/lib/docker /var/lib/containerd /var/lib/kubelet /etc/cni -maxdepth 1 2>/dev/null | grep -E 'docker|containerd|kube|kind|kerasguard|cni' | sed 's/^/file /' || true
} | sort
