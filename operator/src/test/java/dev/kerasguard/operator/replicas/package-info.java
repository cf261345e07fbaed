@NullMarked
package dev.kerasguard.operator.replicas;

import org.jspecify.annotations.NullMarked;
