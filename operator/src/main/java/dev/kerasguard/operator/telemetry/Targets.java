package dev.kerasguard.operator.telemetry;

import dev.kerasguard.anomaly.Sensitivity;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/** What there is to measure, as the cluster says at this moment. */
interface Targets {

    /** Every service with its running pods; a service may have none. */
    List<Service> services();

    /** Addresses of the GPU exporters. */
    List<InetAddress> gpuExporters();

    /** A service's identity. */
    record ServiceName(String namespace, String name) {}

    /**
     * A service.
     *
     * @param sensitivity as its spec says
     */
    record Service(ServiceName name, Sensitivity sensitivity, List<RuntimePod> pods) {}

    /**
     * A running pod of a service.
     *
     * @param uid tells a pod from its successor of the same name
     * @param restarts how often its server container was started again
     * @param resources the server container's limits, in any stable spelling
     */
    record RuntimePod(String name, String uid, int restarts, Instant created, InetAddress address, String resources) {}
}
