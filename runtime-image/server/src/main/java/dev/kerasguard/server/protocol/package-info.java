/** How clients speak: bytes to tensors, tensors to bytes, and what a refusal looks like. */
@NullMarked
package dev.kerasguard.server.protocol;

import org.jspecify.annotations.NullMarked;
