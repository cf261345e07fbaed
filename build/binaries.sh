#!/usr/bin/env bash
# Builds programs as static executables from their Go modules, once and into the cache:
#   build/binaries.sh kube-apiserver etcd kubectl
# Nothing but the Go module proxy is asked. What is finished is never built again, and what was
# interrupted goes on where it stopped, because Go keeps every package that it compiled.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/toolchain.sh"
export CGO_ENABLED=0 GOFLAGS="-mod=mod -buildvcs=false -trimpath"

# wrapper NAME: enters an empty module of that name, in which other modules can be required
wrapper() {
  mkdir -p "$CACHE/go/$1" && cd "$CACHE/go/$1" &&
    printf 'module kerasguard.dev/build/%s\n\ngo 1.24.0\n' "$1" >go.mod && : >go.sum
}

# Kubernetes' own go.mod replaces its staging modules by folders of its repository, which its users do
# not inherit. The same modules are published with a version of their own, except one that only tests use.
enter_kubernetes() {
  local mod
  wrapper kubernetes && mkdir -p empty && echo 'module k8s.io/sample-apiserver' >empty/go.mod &&
    mod=$(go mod download -json "k8s.io/kubernetes@v$KUBERNETES" | jq -r .GoMod) && {
    echo "require k8s.io/kubernetes v$KUBERNETES"
    sed -n "s|^\s*\(k8s.io/[a-z0-9-]*\) v0.0.0\$|replace \1 => \1 v0.${KUBERNETES#1.}|p" "$mod" |
      sed 's|=> k8s.io/sample-apiserver .*|=> ./empty|'
  } >>go.mod
}

# enter MODULE VERSION: a wrapper that requires the module
enter() {
  wrapper "$(tr '/' '-' <<<"$1")" && go get "$1@v$2"
}

compile() { # compile PROGRAM
  local program=$1 package flags="-s -w" stamp
  case $program in
    kube*)
      package=k8s.io/kubernetes/cmd/$program
      for stamp in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        flags+=" -X $stamp.gitVersion=v$KUBERNETES -X $stamp.gitMajor=1 -X $stamp.gitMinor=$(cut -d. -f2 <<<"$KUBERNETES")"
        flags+=" -X $stamp.gitTreeState=archive -X $stamp.buildDate=1970-01-01T00:00:00Z"
      done
      enter_kubernetes || return ;;
    etcd) package=go.etcd.io/etcd/server/v3; enter $package "$ETCD" || return ;;
    coredns) package=github.com/coredns/coredns; enter $package "$COREDNS" || return ;;
    kind) package=sigs.k8s.io/kind; enter $package "$KIND" || return ;;
    crictl) package=sigs.k8s.io/cri-tools/cmd/crictl; enter sigs.k8s.io/cri-tools "$CRICTL" || return ;;
    metrics-server)
      package=sigs.k8s.io/metrics-server/cmd/metrics-server
      flags+=" -X k8s.io/client-go/pkg/version.gitVersion=v$METRICS_SERVER"
      enter sigs.k8s.io/metrics-server "$METRICS_SERVER" || return ;;
    *) package=./$program; cd "$ROOT/build" || return ;;
  esac
  nice -n 5 go build -ldflags "$flags" -o "$(program "$program").part" "$package"
}

missing=()
for program; do
  [ -x "$(program "$program")" ] || missing+=("$program")
done
if [ ${#missing[@]} -gt 0 ]; then
  toolchain go
  packages "building from Go modules" jq
  mkdir -p "$CACHE"
  exec 8>"$CACHE/binaries.lock"
  flock --nonblock 8 || { say "waiting for another build of programs"; flock 8; }
fi
case " ${missing[*]} " in
  *" kube-"* | *" kubelet "*) say "building ${missing[*]} from source: about 10 minutes on 2 quiet cores, once" ;;
esac
for program in "${missing[@]}"; do
  [ ! -x "$(program "$program")" ] || continue   # the other build made it
  began=$SECONDS
  mkdir -p "$(dirname "$(program "$program")")"
  watched "$CACHE/logs/$program.log" "building $program" compile "$program"
  mv "$(program "$program").part" "$(program "$program")"
  say "  $program is ready after $((SECONDS - began)) s"
done

# kube-api-test looks for its programs in one folder.
for program in kube-apiserver etcd kubectl; do
  if [ -x "$(program $program)" ]; then
    mkdir -p "$KUBE_API_TEST_DIR/k8s/$KUBERNETES-linux-amd64"
    ln -f "$(program $program)" "$KUBE_API_TEST_DIR/k8s/$KUBERNETES-linux-amd64/"
  fi
done
