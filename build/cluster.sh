#!/usr/bin/env bash
# The cluster that tests and demo run on.
#   build/cluster.sh up                makes it, or finds it well; see docs/cluster.md
#   build/cluster.sh load ARCHIVE...   gives it images from docker archives, unless it has them
#   build/cluster.sh deploy            applies deploy/dev with the images of target/images
#   build/cluster.sh status            says how it is
#   build/cluster.sh logs              collects its logs in the folder of its state
#   build/cluster.sh down              removes it and everything that was started for it
# KERASGUARD_CLUSTER names it (kerasguard). KERASGUARD_USE_KUBECONFIG=1 takes the cluster that KUBECONFIG points to.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

NAME=${KERASGUARD_CLUSTER:-kerasguard}
STATE=$ROOT/target/cluster
[ "$NAME" = kerasguard ] || STATE=$ROOT/target/cluster-$NAME
NODE=$NAME-control-plane
GIVEN=${KUBECONFIG:-}
export KUBECONFIG=$STATE/kubeconfig
mkdir -p "$STATE"

k() { kubectl --request-timeout=10s "$@"; }
own() { [ "${KERASGUARD_USE_KUBECONFIG:-}" = 1 ]; }
engine() { "$ROOT/build/engine.sh" "$@"; }
use_engine() { DOCKER_HOST=$(engine host) && export DOCKER_HOST; }
exists() { docker container inspect "$NODE" >/dev/null 2>&1; }
# kubeconfig_of COMMAND...: keeps what it prints; nobody else may read it, and a reader never meets half of it
kubeconfig_of() { (umask 077 && "$@" >"$KUBECONFIG.part" 2>>"$STATE/kubeconfig.log") && mv "$KUBECONFIG.part" "$KUBECONFIG"; }
healthy() {
  kubeconfig_of kind get kubeconfig --name "$NAME" && k get --raw /readyz >/dev/null 2>&1 &&
    k wait --for=condition=Ready "node/$NODE" --timeout=10s >/dev/null 2>&1
}

use_own() {
  [ -n "$GIVEN" ] || fail "KERASGUARD_USE_KUBECONFIG=1 needs KUBECONFIG: the kubeconfig file of your cluster"
  packages "the cluster" jq
  "$ROOT/build/binaries.sh" kubectl
  kubeconfig_of env KUBECONFIG="$GIVEN" kubectl config view --raw --flatten --minify ||
    fail "the kubeconfig file $GIVEN cannot be used: $(tail -n 1 "$STATE/kubeconfig.log")"
  k get --raw /readyz >/dev/null || fail "the cluster of $GIVEN does not answer: kubectl get --raw /readyz says why"
  k get --raw /apis/metrics.k8s.io/v1beta1 >/dev/null 2>&1 || say "warning: no metrics-server there: autoscaling will not work"
  say "using your cluster: context $(k config current-context)"
}

# The published image where the registry offers it, else our own.
node_image() {
  local published=${KERASGUARD_NODE_IMAGE:-kindest/node:v$KUBERNETES} made image archive
  made=$("$ROOT/build/node-image.sh" name)
  for image in "$published" "$made"; do
    if docker image inspect "$image" >/dev/null 2>&1; then echo "$image"; return; fi
  done
  if timeout 20 docker manifest inspect "$published" >/dev/null 2>&1; then
    watched "$STATE/pull.log" "pulling $published" docker pull "$published"
    echo "$published"
    return
  fi
  say "no registry in reach offers $published: a node image made here serves"
  archive=$("$ROOT/build/node-image.sh" archive)
  # Node images made by earlier recipes go, unless a cluster still runs on one.
  docker image ls --quiet --filter reference=kerasguard/node | xargs --no-run-if-empty docker image rm --force >/dev/null 2>&1 || true
  watched "$STATE/load.log" "giving the node image to the engine" load_compressed "$archive"
  echo "$made"
}
load_compressed() { zstd --quiet --decompress --stdout "$1" | docker load; }

# patch FILE CPU [MORE]: kubeadm asks for half of a small machine's processors; this asks for what is used
patch() {
  printf '{"spec": {"containers": [{"name": "%s", "resources": {"requests": {"cpu": "%s"}}}]}}\n' "$1" "$2" \
    >"$STATE/patches/$1+strategic.json"
}

create() {
  local image
  image=$(node_image)
  mkdir -p "$STATE/patches"
  patch kube-apiserver 100m
  patch kube-controller-manager 40m
  patch kube-scheduler 20m
  patch etcd 50m
  echo '{"spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "coredns", "resources": {"requests": {"cpu": "20m"}}}]}}}}' \
    >"$STATE/patches/corednsdeployment+strategic.json"
  sed "s|@PATCHES@|$STATE/patches|" "$ROOT/build/cluster/kind.yaml" >"$STATE/kind.yaml"
  if ! (watched "$STATE/create.log" "creating cluster $NAME with $image: half a minute on a quiet machine" \
    kind create cluster --name "$NAME" --image "$image" --config "$STATE/kind.yaml" --kubeconfig "$KUBECONFIG" --retain); then
    logs
    kind delete cluster --name "$NAME" --kubeconfig "$KUBECONFIG" >/dev/null 2>&1 || true
    fail "the cluster did not come up: $STATE/logs says why; 'make cluster-down cluster' tries again from the start"
  fi
}

# A private engine touches no firewall: this table of our own lets pods reach the world, and goes with the engine.
# Until kube-proxy knows a service, its address is a stranger's: such a connection must fail, not reach that stranger.
open_the_way_out() {
  local net
  [[ $DOCKER_HOST == unix:///run/kerasguard/* ]] || return 0
  net=$(docker network inspect kind | jq -r '.[0].IPAM.Config[].Subnet | select(contains(":") | not)')
  as_root nft -f - <<TABLE || say "warning: no packet filter to translate addresses: pods cannot reach the outside"
    table ip kerasguard {}
    delete table ip kerasguard
    table ip kerasguard {
      chain out { type nat hook postrouting priority srcnat; ip saddr $net ip daddr != $net masquerade; }
      chain astray { type filter hook forward priority filter; ip saddr $net ip daddr { 10.96.0.0/16, 10.244.0.0/16 } reject; }
    }
TABLE
}

available() {
  kubectl -n kube-system rollout status "$1" --timeout=240s >/dev/null ||
    fail "$1 does not become available: kubectl -n kube-system describe pods"
}

up() {
  local began=$SECONDS
  if own; then use_own; return; fi
  engine start
  use_engine
  packages "the cluster" jq zstd
  "$ROOT/build/binaries.sh" kind kubectl
  if exists; then
    healthy || { sleep 10; healthy; } || { sleep 20; healthy; } ||
      fail "cluster $NAME exists but does not answer: 'make cluster-status' shows its parts, 'make cluster-down cluster' makes a new one"
    say "cluster $NAME is up: export KUBECONFIG=$KUBECONFIG"
    return
  fi
  create
  open_the_way_out
  available daemonset/kube-proxy
  sed "s/@VERSION@/$METRICS_SERVER/" "$ROOT/build/cluster/metrics-server.yaml" | k apply -f - >/dev/null
  available deployment/coredns
  available deployment/metrics-server
  kubectl wait --for=condition=Available apiservice/v1beta1.metrics.k8s.io --timeout=120s >/dev/null ||
    fail "the metrics API does not answer: kubectl describe apiservice v1beta1.metrics.k8s.io"
  say "cluster $NAME is up after $((SECONDS - began)) s: export KUBECONFIG=$KUBECONFIG"
}

# image_id ARCHIVE: the ID that an engine gives the image, the digest of its configuration
image_id() {
  echo "sha256:$(tar -xOf "$1" "$(tar -xOf "$1" manifest.json | jq -r '.[0].Config')" | sha256sum | cut -d' ' -f1)"
}

load() {
  local archive reference id
  use_engine
  own || exists || fail "no cluster named $NAME: 'make cluster' makes one"
  for archive; do
    [ -s "$archive" ] || fail "$archive is missing: 'make images' makes the images"
    if own; then
      [ -n "${KERASGUARD_LOAD:-}" ] || fail "say how your cluster takes images: KERASGUARD_LOAD='kind load image-archive --name NAME' (a command that takes a docker archive)"
      $KERASGUARD_LOAD "$archive"
      continue
    fi
    reference=$(tar -xOf "$archive" manifest.json | jq -r '.[0].RepoTags[0]')
    id=$(image_id "$archive")
    if [ "$id" = "$(docker exec "$NODE" crictl inspecti -o go-template --template '{{.status.id}}' "$reference" 2>/dev/null)" ]; then
      say "the node has $reference"
    else
      watched "$STATE/load.log" "loading $reference ($(du -h "$archive" | cut -f1))" kind load image-archive --name "$NAME" "$archive"
    fi
  done
}

# The images keep their tag when they change, so a Deployment whose image changed is restarted.
deploy() {
  local namespace=kerasguard-system name id deployed
  say "applying deploy/dev"
  declare -A before
  for name in operator webhook; do
    before[$name]=$(k -n $namespace get deployment "kerasguard-$name" --ignore-not-found \
      -o jsonpath='{.metadata.annotations.kerasguard\.dev/image}' 2>/dev/null)
  done
  kubectl apply --server-side --force-conflicts -k "$ROOT/deploy/dev" >"$STATE/deploy.log"
  for name in operator webhook; do
    id=$(image_id "$ROOT/target/images/$name.tar")
    deployed=${before[$name]}
    [ -z "$deployed" ] || [ "$deployed" = "$id" ] || k -n $namespace rollout restart "deployment/kerasguard-$name"
    k -n $namespace annotate --overwrite "deployment/kerasguard-$name" "kerasguard.dev/image=$id" >/dev/null
  done
  for name in webhook operator; do
    kubectl -n $namespace rollout status "deployment/kerasguard-$name" --timeout=120s ||
      fail "kerasguard-$name does not become available: kubectl -n $namespace describe pods; kubectl -n $namespace logs deployment/kerasguard-$name"
  done
  reviews_work
}

# Ready pods are not yet an answering webhook: kube-proxy learns of them a moment later, and the API server
# must have the operator's certificate authority.
reviews_work() {
  local try
  for ((try = 0; try < 60; try++)); do
    kubectl create --dry-run=server -f "$ROOT/examples/01-digits/policy.yaml" >>"$STATE/deploy.log" 2>&1 && return
    grep -q AlreadyExists < <(tail -n 1 "$STATE/deploy.log") && return
    sleep 1
  done
  tail -n 1 "$STATE/deploy.log" >&2
  fail "the webhook does not answer reviews: kubectl -n kerasguard-system logs deployment/kerasguard-webhook"
}

status() {
  use_engine
  if own; then
    echo "your own cluster, by KUBECONFIG=$GIVEN"
  elif ! docker version >/dev/null 2>&1; then
    echo "no container engine answers, so no cluster: 'make cluster' makes one"
    return
  elif ! exists; then
    echo "engine: ${DOCKER_HOST:-the machine\'s own}, Docker $(docker version --format '{{.Server.Version}}')"
    echo "no cluster named $NAME: 'make cluster' makes one"
    return
  else
    echo "engine:  ${DOCKER_HOST:-the machine\'s own}, Docker $(docker version --format '{{.Server.Version}}')"
    docker container inspect "$NODE" --format "node:    {{.Name}} is {{.State.Status}} since {{.State.StartedAt}}, image {{.Config.Image}}"
    docker stats --no-stream --format 'load:    {{.CPUPerc}} of a processor, {{.MemUsage}}' "$NODE"
    healthy || { echo "health:  the API server does not answer or the node is not Ready: 'make cluster-down cluster' makes a new one"; return 1; }
  fi
  echo "health:  the API server answers, version $(k version -o json | jq -r .serverVersion.gitVersion)"
  echo "to use it: export KUBECONFIG=$KUBECONFIG"
  k get nodes,pods --all-namespaces
}

logs() {
  use_engine
  own || ! exists || kind export logs --name "$NAME" "$STATE/logs" >/dev/null 2>&1 || true
}

down() {
  if own; then rm -f "$KUBECONFIG"; return; fi
  use_engine
  if docker version >/dev/null 2>&1 && exists; then
    say "removing cluster $NAME"
    for _ in 1 2 3; do   # on a busy machine docker gives up on the first kill
      kind delete cluster --name "$NAME" --kubeconfig "$KUBECONFIG" >"$STATE/delete.log" 2>&1 && break
    done
    ! exists || fail "the cluster cannot be removed: see $STATE/delete.log"
  fi
  rm -rf "$KUBECONFIG" "$KUBECONFIG.part" "$STATE/patches"
  [ -n "$(docker ps --all --quiet 2>/dev/null)" ] || engine stop
}

mkdir -p "$CACHE"
exec 9>"$CACHE/cluster.lock"
case ${1:-} in
  up | load | deploy | down)
    flock --wait 1800 9 || fail "another command works on the cluster since half an hour"
    "$@" ;;
  status | logs) "$1" ;;
  *) sed -n '2,9s/^# //p' "$0"; exit 2 ;;
esac
