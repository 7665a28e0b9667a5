/** Reports about TLS between mail servers: what we tell other domains, and what is told about ours (RFC 8460). */
@NullMarked
package org.sealpost.protocols.tlsrpt;

import org.jspecify.annotations.NullMarked;
