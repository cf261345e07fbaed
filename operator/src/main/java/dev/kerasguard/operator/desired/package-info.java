/**
 * What the cluster should hold: one pure function per child object. Nothing here talks to a cluster; the same input
 * gives the same object, to the byte.
 */
@NullMarked
package dev.kerasguard.operator.desired;

import org.jspecify.annotations.NullMarked;
