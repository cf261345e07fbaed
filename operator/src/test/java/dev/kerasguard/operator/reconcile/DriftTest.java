package dev.kerasguard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row per difference between what is wanted and what is there. */
class DriftTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a default of the API server              | {a: 1}                                  | {a: 1, dnsPolicy: ClusterFirst}
            an annotation of somebody else           | {annotations: {a: x}}                   | {annotations: {a: x, b: y}}
            a sidecar of somebody else               | {containers: [{name: a}]}               | {containers: [{name: mesh}, {name: a, image: x}]}
            a quantity, written otherwise            | {cpu: 1000m}                            | {cpu: "1"}
            a large quantity, written otherwise      | {memory: 1024Mi}                        | {memory: 1Gi}
            a number, written otherwise              | {port: 80}                              | {port: 80.0}
            nothing wanted, nothing there            | {selector: {}}                          | {a: 1}
            an empty list wanted, nothing there      | {egress: []}                            | {a: 1}
            null wanted                              | {a: null}                               | {a: 1}
            ports in another order                   | {ports: [{port: 1}, {port: 2}]}         | {ports: [{port: 2, protocol: TCP}, {port: 1}]}
            """)
    void whatTheApiServerOrOthersAddIsNoDrift(String what, String wanted, String live) {
        assertThat(Drift.between(object(wanted), object(live))).as(what).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            another value                            | {image: a}                              | {image: evil}
            a value that is gone                     | {image: a}                              | {}
            a map that is gone                       | {limits: {cpu: 1}}                      | {other: 1}
            another quantity                         | {cpu: 1000m}                            | {cpu: 999m}
            false for true                           | {readOnly: true}                        | {readOnly: false}
            a container that is gone                 | {containers: [{name: a}, {name: b}]}    | {containers: [{name: a}]}
            a container with another image           | {containers: [{name: a, image: x}]}     | {containers: [{name: a, image: y}]}
            one argument more                        | {args: [a]}                             | {args: [a, b]}
            arguments in another order               | {args: [a, b]}                          | {args: [b, a]}
            a rule that somebody added               | {ingress: [{from: a}]}                  | {ingress: [{from: a}, {from: everywhere}]}
            a text in the place of a list            | {ports: [{port: 1}]}                    | {ports: all}
            """)
    void whatIsWantedAndNotThereIsDrift(String what, String wanted, String live) {
        assertThat(Drift.between(object(wanted), object(live))).as(what).isTrue();
    }

    private static GenericKubernetesResource object(String spec) {
        return YAML.unmarshal(
                "apiVersion: example/v1\nkind: Example\nmetadata: {name: a}\nspec: " + spec,
                GenericKubernetesResource.class);
    }
}
