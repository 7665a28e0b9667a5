/** The chain of those who passed a message on: verified, and continued (ARC, RFC 8617). */
@NullMarked
package org.sealpost.protocols.arc;

import org.jspecify.annotations.NullMarked;
