/** The custom resources: one record per section of a spec or status. Javadoc here is the description in the CRD. */
@NullMarked
package dev.kerasguard.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
