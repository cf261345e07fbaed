package dev.kerasguard.operator.telemetry;

/** A pod's identity in the cluster, as a GPU exporter knows it. */
record PodName(String namespace, String name) {}
