/** A database as a stream of rows, the same from both engines, and back. */
@NullMarked
package org.sealpost.store.copy;

import org.jspecify.annotations.NullMarked;
