/** What anybody may ask about our certificates, over plain HTTP: CA certificates, CRLs, OCSP. */
@NullMarked
package org.sealpost.protocols.pki;

import org.jspecify.annotations.NullMarked;
