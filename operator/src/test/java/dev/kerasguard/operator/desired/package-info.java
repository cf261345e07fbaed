@NullMarked
package dev.kerasguard.operator.desired;

import org.jspecify.annotations.NullMarked;
