/** Ways to log in by SASL, the same at every door. */
@NullMarked
package org.sealpost.protocols.sasl;

import org.jspecify.annotations.NullMarked;
