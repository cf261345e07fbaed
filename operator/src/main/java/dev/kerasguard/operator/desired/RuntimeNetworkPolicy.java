package dev.kerasguard.operator.desired;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Lets in who may call, and the operator to the management port; lets out what fetch needs and nothing else. A policy
 * holds for a pod's whole life, so it cannot close behind the init container: what fetch may reach, the server may too.
 */
final class RuntimeNetworkPolicy {

    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";
    private static final Pattern CLUSTER_HOST = Pattern.compile("[^.]+\\.([^.]+)\\.svc(\\.[^/]*)?");
    private static final int DNS = 53;

    private RuntimeNetworkPolicy() {}

    static NetworkPolicy of(Target target) {
        return new NetworkPolicyBuilder()
                .withMetadata(Owned.by(target, target.name()))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Labels.selector(target.name()))
                .endPodSelector()
                .withPolicyTypes("Ingress", "Egress")
                .addNewIngress()
                .withFrom(callers(target))
                .withPorts(tcp(RuntimePod.HTTP_PORT))
                .endIngress()
                .addNewIngress()
                .withFrom(namespace(target.installation().namespace()))
                .withPorts(tcp(RuntimePod.MANAGEMENT_PORT))
                .endIngress()
                .withEgress(egress(target.source()))
                .endSpec()
                .build();
    }

    private static List<NetworkPolicyPeer> callers(Target target) {
        List<NetworkPolicyPeer> peers = target.wanted().allowFrom();
        return peers.isEmpty()
                ? List.of(new NetworkPolicyPeerBuilder()
                        .withNewPodSelector()
                        .endPodSelector()
                        .build())
                : peers;
    }

    private static List<NetworkPolicyEgressRule> egress(ModelSource source) {
        return switch (source) {
            case ModelSource.Claim _ -> List.of();
            case ModelSource.Web web -> List.of(dns(), models(web));
        };
    }

    private static NetworkPolicyEgressRule dns() {
        return new NetworkPolicyEgressRuleBuilder()
                .withPorts(port("UDP", DNS), port("TCP", DNS))
                .build();
    }

    // A policy sees a pod's own port, never its Service's: for a host of the cluster only the namespace can be named.
    // Elsewhere all but the addresses where clouds keep their credentials.
    private static NetworkPolicyEgressRule models(ModelSource.Web web) {
        Matcher cluster = CLUSTER_HOST.matcher(web.host());
        return cluster.matches()
                ? new NetworkPolicyEgressRuleBuilder()
                        .withTo(namespace(cluster.group(1)))
                        .build()
                : new NetworkPolicyEgressRuleBuilder()
                        .addNewTo()
                        .withNewIpBlock()
                        .withCidr("0.0.0.0/0")
                        .withExcept("169.254.0.0/16")
                        .endIpBlock()
                        .endTo()
                        .addNewTo()
                        .withNewIpBlock()
                        .withCidr("::/0")
                        .withExcept("fd00:ec2::254/128", "fe80::/10")
                        .endIpBlock()
                        .endTo()
                        .withPorts(IntStream.of(80, 443, web.port())
                                .distinct()
                                .mapToObj(RuntimeNetworkPolicy::tcp)
                                .toList())
                        .build();
    }

    private static NetworkPolicyPeer namespace(String name) {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels(NAMESPACE_NAME, name)
                .endNamespaceSelector()
                .build();
    }

    private static NetworkPolicyPort tcp(int port) {
        return port("TCP", port);
    }

    private static NetworkPolicyPort port(String protocol, int port) {
        return new NetworkPolicyPort(null, new IntOrString(port), protocol);
    }
}
