/**
 * What a model computes, as a graph of operations in Keras' own terms: what layer builders write, what vetting counts,
 * and what an engine turns into its own. No engine is named here.
 */
@NullMarked
package dev.kerasguard.keras.graph;

import org.jspecify.annotations.NullMarked;
