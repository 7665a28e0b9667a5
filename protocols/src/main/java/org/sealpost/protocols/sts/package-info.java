/** What domains say in public about the servers that take their mail: MTA-STS, RFC 8461. */
@NullMarked
package org.sealpost.protocols.sts;

import org.jspecify.annotations.NullMarked;
