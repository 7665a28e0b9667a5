/** ManageSieve (RFC 5804): the door through which mail programs manage people's own filters. */
@NullMarked
package org.sealpost.protocols.sieve;

import org.jspecify.annotations.NullMarked;
