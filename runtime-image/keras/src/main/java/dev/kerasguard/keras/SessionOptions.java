package dev.kerasguard.keras;

/**
 * How the session may use the machine.
 *
 * @param intraOpThreads threads inside one operation; 0: as many as CPUs are visible
 * @param interOpThreads operations at a time; at least 1
 * @param gpuMemoryLimitBytes memory of each GPU that TensorFlow may take; 0: no limit
 */
public record SessionOptions(int intraOpThreads, int interOpThreads, long gpuMemoryLimitBytes) {}
