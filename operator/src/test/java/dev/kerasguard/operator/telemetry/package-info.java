@NullMarked
package dev.kerasguard.operator.telemetry;

import org.jspecify.annotations.NullMarked;
