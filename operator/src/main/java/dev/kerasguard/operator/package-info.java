/** Custom resource in, cluster objects and status out. */
@NullMarked
package dev.kerasguard.operator;

import org.jspecify.annotations.NullMarked;
