/** HTTP requests: which route, the body within its bounds, exactly one answer. */
@NullMarked
package dev.kerasguard.server.http;

import org.jspecify.annotations.NullMarked;
