/** How fetching behaves against servers, volumes and archives that mean well, fail, or attack. */
@NullMarked
package dev.kerasguard.fetch;

import org.jspecify.annotations.NullMarked;
