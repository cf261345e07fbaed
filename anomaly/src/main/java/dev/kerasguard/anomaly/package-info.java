/** Detectors and baselines: samples in, verdicts out. No Kubernetes, no I/O. */
@NullMarked
package dev.kerasguard.anomaly;

import org.jspecify.annotations.NullMarked;
