/** Where samples come from: the runtime pods' metrics and the DCGM exporter's, put together per service and judged. */
@NullMarked
package dev.kerasguard.operator.telemetry;

import org.jspecify.annotations.NullMarked;
