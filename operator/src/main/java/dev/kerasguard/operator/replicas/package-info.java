/** Reads Deployments and pods: what they say about a service, in words for its owner. Pure. */
@NullMarked
package dev.kerasguard.operator.replicas;

import org.jspecify.annotations.NullMarked;
