/** Tests of the house as a whole. */
@NullMarked
package org.sealpost.app;

import org.jspecify.annotations.NullMarked;
