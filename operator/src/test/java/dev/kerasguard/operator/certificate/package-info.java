@NullMarked
package dev.kerasguard.operator.certificate;

import org.jspecify.annotations.NullMarked;
