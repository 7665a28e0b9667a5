/** Tests of what must survive. */
@NullMarked
package org.sealpost.store;

import org.jspecify.annotations.NullMarked;
