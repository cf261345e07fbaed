@NullMarked
package dev.kerasguard.operator;

import org.jspecify.annotations.NullMarked;
