/** Tests of what must survive, on both engines. */
@NullMarked
package org.sealpost.store;

import org.jspecify.annotations.NullMarked;
