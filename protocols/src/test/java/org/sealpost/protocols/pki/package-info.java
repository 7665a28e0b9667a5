/** Tests of the PKI door with foreign programs. */
@NullMarked
package org.sealpost.protocols.pki;

import org.jspecify.annotations.NullMarked;
