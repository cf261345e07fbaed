package dev.kerasguard.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test class runs on the cluster, in a namespace of its own that is made before its first test and deleted after
 * its last. A parameter of type {@link Sandbox} gives access. When a test fails, the namespace's events, logs and
 * objects are kept below {@code target/e2e-failures}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
@interface OnCluster {}
