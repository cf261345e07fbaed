@NullMarked
package dev.kerasguard.operator.status;

import org.jspecify.annotations.NullMarked;
