/** Tests of the ways to log in. */
@NullMarked
package org.sealpost.protocols.sasl;

import org.jspecify.annotations.NullMarked;
