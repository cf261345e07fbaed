@NullMarked
package dev.kerasguard.anomaly;

import org.jspecify.annotations.NullMarked;
