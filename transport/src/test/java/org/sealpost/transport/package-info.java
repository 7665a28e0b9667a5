/** Tests of the way of a message. */
@NullMarked
package org.sealpost.transport;

import org.jspecify.annotations.NullMarked;
