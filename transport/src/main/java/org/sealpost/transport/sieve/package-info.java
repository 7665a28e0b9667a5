/** Sieve (RFC 5228): people's own filters, read, checked and run over a message with limits on everything. */
@NullMarked
package org.sealpost.transport.sieve;

import org.jspecify.annotations.NullMarked;
