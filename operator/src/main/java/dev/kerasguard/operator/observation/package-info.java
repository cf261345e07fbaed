/** What was measured about a service, between those who measure and those who report. */
@NullMarked
package dev.kerasguard.operator.observation;

import org.jspecify.annotations.NullMarked;
