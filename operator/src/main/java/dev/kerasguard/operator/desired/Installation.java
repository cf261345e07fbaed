package dev.kerasguard.operator.desired;

/**
 * What the operator's own deployment decides for every service.
 *
 * @param runtimeImage image of the runtime's containers
 * @param namespace where the operator lives: the only place that may scrape the runtime
 */
public record Installation(String runtimeImage, String namespace) {}
