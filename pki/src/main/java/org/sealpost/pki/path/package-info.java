/** Paths of certificates: found, read strictly, and checked one rule at a time (RFC 5280 sections 4 and 6). */
@NullMarked
package org.sealpost.pki.path;

import org.jspecify.annotations.NullMarked;
