/** Tests of reports about TLS. */
@NullMarked
package org.sealpost.protocols.tlsrpt;

import org.jspecify.annotations.NullMarked;
