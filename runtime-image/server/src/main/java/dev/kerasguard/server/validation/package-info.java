/** Whether tensors are what the model and its owner asked for. */
@NullMarked
package dev.kerasguard.server.validation;

import org.jspecify.annotations.NullMarked;
