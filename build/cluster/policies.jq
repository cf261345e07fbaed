# Turns a list of pods, namespaces and NetworkPolicies into a packet filter table. Each pod that a policy selects gets a
# chain per direction that returns for what is allowed and drops the rest; kube-proxy has put a pod's address and port in
# the place of a Service's before a packet comes here. A pod that is not in the list yet may talk: a starved machine
# hears of it late, and a client must not lose its first requests for that. $network is the pods'.

# Does this label selector select something with these labels?
def selects($labels):
  all(.matchLabels // {} | to_entries[]; $labels[.key] == .value) and
  all(.matchExpressions // [] | .[]; . as $wanted | $labels[.key] as $has |
    if .operator == "In" then $has != null and any($wanted.values[]; . == $has)
    elif .operator == "NotIn" then all($wanted.values[]; . != $has)
    elif .operator == "Exists" then $has != null
    else $has == null end);

([.items[] | select(.kind == "Namespace") | {key: .metadata.name, value: (.metadata.labels // {})}] | from_entries) as $namespaces
| [.items[] | select(.kind == "Pod" and .status.podIP != null and (.spec.hostNetwork | not) and (.status.phase | . == "Running" or . == "Pending"))
    | {namespace: .metadata.namespace, labels: (.metadata.labels // {}), address: .status.podIP,
       ports: [(.spec.containers + (.spec.initContainers // []))[].ports[]?]}] as $pods
| [.items[] | select(.kind == "NetworkPolicy")] as $policies

# The matches of a peer: {match, pod}, where the pod is needed for its named ports.
| def peers($policy; $field):
    if .ipBlock then {match: "ip \($field) \(.ipBlock.cidr)\([.ipBlock.except[]? | " ip \($field) != \(.)"] | add // "")"}
    else . as $peer | $pods[]
      | select(if $peer.namespaceSelector then . as $pod | $peer.namespaceSelector | selects($namespaces[$pod.namespace] // {})
               else .namespace == $policy.metadata.namespace end)
      | select(. as $pod | $peer.podSelector // {} | selects($pod.labels))
      | {match: "ip \($field) \(.address)", pod: .}
    end;

# The match of a port at the pod that receives; nothing if the pod has no port of that name.
def port($receiver):
    (.protocol // "TCP") as $protocol
    | if .port == null then "meta l4proto \($protocol | ascii_downcase)"
      elif .port | type == "number" then "\($protocol | ascii_downcase) dport \(.port)\(if .endPort then "-\(.endPort)" else "" end)"
      else . as $wanted | $receiver.ports[]? | select(.name == $wanted.port and (.protocol // "TCP") == $protocol)
        | "\($protocol | ascii_downcase) dport \(.containerPort)"
      end;

def chain($pod; $type; $rules; $from_or_to; $field; $self):
    [$policies[] | select(.metadata.namespace == $pod.namespace) | select(.spec.podSelector | selects($pod.labels))
      | select(.spec | (.policyTypes // (["Ingress"] + if .egress then ["Egress"] else [] end)) | index($type))]
    | select(length > 0)
    | {address: $pod.address, name: "\($type | ascii_downcase)-\($pod.address)", $self,
       lines: (["ip \($field) \($pod.address) return"] + [.[] | . as $policy | .spec[$rules][]? | . as $rule
         | (if ($rule[$from_or_to] // []) == [] then {match: ""} else $rule[$from_or_to][] | peers($policy; $field) end) as $peer
         | (if ($rule.ports // []) == [] then "" else $rule.ports[] | port(if $type == "Ingress" then $pod else $peer.pod end) end) as $port
         | "\($peer.match) \($port) return"] + ["drop"])};

[$pods[] | chain(.; "Egress"; "egress"; "to"; "daddr"; "saddr"), chain(.; "Ingress"; "ingress"; "from"; "saddr"; "daddr")] as $chains
| "table inet policies {}", "delete table inet policies", "table inet policies {",
  ($chains[] | "  chain \(.name) {", "    \(.lines[])", "  }"),
  "  set pods { type ipv4_addr; \(if $pods == [] then "" else "elements = { \([$pods[].address] | unique | join(", ")) };" end) }",
  "  chain judge {", "    ct state established,related accept",
  "    ip saddr \($network) ip saddr != @pods return", "    ip daddr \($network) ip daddr != @pods return",
  ($chains | sort_by(.self == "daddr")[] | "    ip \(.self) \(.address) jump \(.name)"), "  }",
  "  chain between { type filter hook forward priority filter; jump judge; }",
  "  chain to-the-node { type filter hook input priority filter; jump judge; }", "}"
