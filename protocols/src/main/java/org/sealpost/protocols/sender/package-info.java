/** Who sent a message from outside, as far as the DNS can tell: SPF, DKIM, DMARC. */
@NullMarked
package org.sealpost.protocols.sender;

import org.jspecify.annotations.NullMarked;
