#!/usr/bin/env bash
# The product in ten steps, on the cluster that `make cluster deploy` made. Nothing here is special to the demo: every
# step is what a user types. NAMESPACE is made new and deleted at the end; KEEP=1, or a failure, keeps it to look at.
set -euo pipefail
cd "$(dirname "$0")/.."

NAMESPACE=demo
EXAMPLE=examples/01-digits
WORK=$(mktemp -d)
BEGAN=$SECONDS
SUMMARY=()

k() { kubectl --namespace "$NAMESPACE" "$@"; }
step() { printf '\n\033[1m%3d s  %s\033[0m\n' $((SECONDS - BEGAN)) "$*"; }
note() { printf '       %s\n' "$*"; SUMMARY+=("$*"); }
fail() { printf '\nThe demo failed: %s\nLook with: kubectl -n %s get all,events\n' "$*" "$NAMESPACE" >&2; KEEP=1; exit 1; }

# until_true SECONDS WHAT COMMAND...: tries twice a second
until_true() {
  local end=$((SECONDS + $1)) what=$2; shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what did not happen in time"
    sleep .5
  done
}
condition() { k get kis digits -o jsonpath="{.status.conditions[?(@.type=='$1')].$2}"; }
is() { [ "$(condition "$1" status)" = "$2" ]; }
# client NAME ARGUMENT...: starts the load generator in a pod of its own
client() {
  local name=$1 args; shift
  args=$(printf '%s\n' '@/opt/kerasguard/bench.args' load --url http://digits/v2/models/digits/infer --shape 1,8,8,1 "$@" |
    jq --raw-input . | jq --slurp --compact-output .)
  sed -e "s|NAME|$name|" -e "s|ARGS|$args|" demo/client.yaml | k apply -f - >/dev/null
}
finished() { [[ $(k get pod "$1" -o jsonpath='{.status.phase}') =~ Succeeded|Failed ]]; }
# summary NAME: the load generator's last line, as JSON
summary() { until_true 150 "the end of client $1" finished "$1"; k logs "$1" --tail=1; }

clean_up() {
  kill "${FORWARD:-}" 2>/dev/null || true
  rm -rf "$WORK"
  [ "${KEEP:-0}" = 1 ] || kubectl delete --ignore-not-found --wait=false namespace/$NAMESPACE kip/demo >/dev/null 2>&1 || true
}
trap clean_up EXIT

step "A namespace, what its policy allows, and a web server with the model file"
kubectl delete --ignore-not-found namespace/$NAMESPACE kip/demo >/dev/null
kubectl create namespace $NAMESPACE
kubectl label namespace $NAMESPACE pod-security.kubernetes.io/enforce=restricted >/dev/null
kubectl apply -f $EXAMPLE/policy.yaml
k create configmap models --from-file=$EXAMPLE/digits.keras
k apply -f $EXAMPLE/models.yaml
k rollout status deployment/models --timeout=60s

step "kubectl apply: a trained Keras model becomes an endpoint"
cat $EXAMPLE/service.yaml
until_true 20 "the webhook's knowledge of the policy" k apply --dry-run=server -f $EXAMPLE/service.yaml
applied=$(date +%s%N)
k apply -f $EXAMPLE/service.yaml
k wait kis/digits --for=condition=Ready --timeout=90s
note "apply to Ready: $((($(date +%s%N) - applied) / 1000000)) ms"

step "It answers the held-out digits"
k port-forward service/digits 0:80 >"$WORK/forward" 2>&1 &
FORWARD=$!
until_true 10 "the port forwarding" grep -q 'Forwarding from 127' "$WORK/forward"
url=http://$(sed -n 's/^Forwarding from \(127[0-9.:]*\).*/\1/p' "$WORK/forward")
jq -c '.instances | range(0; length; 90) as $i | {instances: .[$i:$i + 90]}' $EXAMPLE/held-out.json |
  while read -r rows; do
    curl --fail-with-body --silent --show-error "$url/v1/models/digits:predict" -H 'Content-Type: application/json' -d "$rows"
  done >"$WORK/answers"
kill "$FORWARD"
correct=$(jq -s --slurpfile labels $EXAMPLE/labels.json '[.[].predictions[] | index(max)] as $said
  | [range($said | length) | select($said[.] == $labels[0][.])] | length' "$WORK/answers")
[ "$correct" = "$(jq .correct $EXAMPLE/truth.json)" ] || fail "$correct right answers, but Keras gave $(jq .correct $EXAMPLE/truth.json)"
note "accuracy: $correct of $(jq length $EXAMPLE/labels.json), exactly what Keras gave"

step "kubectl get inferenceservices"
k get inferenceservices

step "An unsafe spec is refused, with all reasons"
if refusal=$(k apply -f $EXAMPLE/unsafe.yaml 2>&1); then fail "the unsafe spec was accepted"; fi
echo "$refusal"
note "unsafe spec: refused"

step "An honest client (10 requests a second) teaches the operator what is normal"
client honest --rate 10 --duration 60s
sleep 32

step "Another client floods: as fast as it can, for 15 s"
client flood --closed 8 --duration 15s
until_true 60 "the anomaly" is AnomalyDetected True
flood=$(summary flood)
echo "       flood: $(jq -c '{sent, ok, by_status}' <<<"$flood")"
condition AnomalyDetected message; echo
k get events --field-selector reason=AnomalyDetected
k get inferenceservices
note "flood: $(jq '.by_status["429"] // 0' <<<"$flood") of $(jq .sent <<<"$flood") requests answered with 429"
note "anomaly: $(condition AnomalyDetected reason)"
honest=$(summary honest)
[ "$(jq '.ok / .sent >= 0.99' <<<"$honest")" = true ] || fail "the honest client was not served: $honest"
note "honest client meanwhile: $(jq .ok <<<"$honest") of $(jq .sent <<<"$honest") served"

step "More load than one replica should carry: the autoscaler adds one"
for i in 1 2 3 4; do client "load-$i" --rate 45 --duration 60s; done
ready_replicas() { [ "$(k get kis digits -o jsonpath='{.status.readyReplicas}')" = 2 ]; }
until_true 100 "the second replica" ready_replicas
k get hpa digits
note "autoscaling: 1 -> 2 replicas"

step "An update under that load"
k patch kis digits --type=merge --patch '{"spec": {"model": {"version": "2"}}}'
until_true 20 "the rollout's start" is Progressing True
until_true 90 "the rollout's end" is Progressing False
sent=0 ok=0 what=
for i in 1 2 3 4; do
  s=$(summary "load-$i"); sent=$((sent + $(jq .sent <<<"$s"))) ok=$((ok + $(jq .ok <<<"$s")))
  what+=$(jq -c '{load: "load-'"$i"'", byStatus, errors}' <<<"$s")$'\n'
done
[ "$sent" = "$ok" ] || fail "$((sent - ok)) of $sent requests were lost in the update:"$'\n'"$what"
k get inferenceservices
note "update: $sent requests sent, $ok answered"

step "kubectl delete: nothing stays"
k delete -f $EXAMPLE/service.yaml
gone() { [ -z "$(k get all,configmaps,networkpolicies,pdb,hpa -l kerasguard.dev/service=digits -o name)" ]; }
until_true 60 "the end of every child" gone
note "deleted: no object of the service is left"

step "Summary"
printf '   - %s\n' "${SUMMARY[@]}"
cat <<END

How to go on: KEEP=1 make demo keeps the namespace; examples/ has more; docs/ explains each part;
./kg serve $EXAMPLE/digits.keras --name digits serves the same model on this machine without a cluster;
make cluster-down removes the cluster.
END
