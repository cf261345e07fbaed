package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A model on a PersistentVolumeClaim is served, and only from the bytes that were verified. */
@OnCluster
class ClaimTest {

    @AfterAll
    static void theVolumeGoes(Sandbox sandbox) {
        sandbox.client().persistentVolumes().withName(sandbox.namespace()).delete();
    }

    @Test
    void servesAModelFromAClaim(Sandbox sandbox) {
        var digits = Digits.in(sandbox);
        var node = sandbox.client()
                .nodes()
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
        sandbox.apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: "${namespace}"}
                spec:
                  capacity: {storage: 16Mi}
                  accessModes: [ReadWriteOnce]
                  storageClassName: ""
                  persistentVolumeReclaimPolicy: Retain
                  claimRef: {name: models, namespace: "${namespace}"}
                  local: {path: /tmp}
                  nodeAffinity:
                    required:
                      nodeSelectorTerms:
                      - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: ["%s"]}]
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: models}
                spec:
                  accessModes: [ReadWriteOnce]
                  storageClassName: ""
                  volumeName: "${namespace}"
                  resources: {requests: {storage: 16Mi}}
                """.formatted(node));
        // The product's own fetch puts the file on the volume: what a data pipeline does elsewhere.
        sandbox.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: filler}
                data:
                  runtime.json: |
                    {"service": "filler", "namespace": "${namespace}",
                     "model": {"uri": "http://models.${namespace}.svc/digits.keras", "format": "Auto", "version": "1",
                               "digest": null, "maxBytes": 16777216,
                               "allowedUriPrefixes": ["http://models.${namespace}.svc/"], "directory": "/claim/${namespace}"},
                     "tensorflow": {"intraOpThreads": 0, "interOpThreads": 1, "gpuMemoryLimitBytes": 0},
                     "serving": {"timeout": "PT2S", "queueCapacity": 1, "maxBatchSize": 1, "maxBatchDelay": "PT0S",
                                 "maxPayloadBytes": 1, "maxRequestRows": 1, "trustedProxies": []},
                     "rateLimits": [], "inputs": []}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: filler}
                spec:
                  restartPolicy: OnFailure
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - name: fetch
                    image: docker.io/kerasguard/runtime:dev
                    args: ["@/opt/kerasguard/fetch.args"]
                    resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {cpu: "1", memory: 256Mi}}
                    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                    volumeMounts: [{name: claim, mountPath: /claim}, {name: config, mountPath: /etc/kerasguard}, {name: tmp, mountPath: /tmp}]
                  volumes:
                  - {name: claim, persistentVolumeClaim: {claimName: models}}
                  - {name: config, configMap: {name: filler}}
                  - {name: tmp, emptyDir: {}}
                """);
        Sandbox.await("the file is on the volume")
                .until(() -> "Succeeded"
                        .equals(sandbox.client()
                                .pods()
                                .inNamespace(sandbox.namespace())
                                .withName("filler")
                                .get()
                                .getStatus()
                                .getPhase()));

        sandbox.apply(Digits.spec("digits", "scaling: {minReplicas: 1, maxReplicas: 1}")
                .replace("http://models.${namespace}.svc/digits.keras", "pvc://models/${namespace}/model.keras"));
        sandbox.awaitReady("digits");

        assertThat(digits.correct("digits"))
                .isEqualTo(Digits.TRUTH.get("correct").asInt());
    }
}
