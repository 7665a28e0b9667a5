/** What others say about revocation: CRLs and OCSP answers, read, judged, fetched and kept (RFC 5280 section 5, RFC 6960). */
@NullMarked
package org.sealpost.pki.revocation;

import org.jspecify.annotations.NullMarked;
