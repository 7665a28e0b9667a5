/** What the doors for reading mail share: listeners, connections with TLS, and their limits. */
@NullMarked
package org.sealpost.protocols.session;

import org.jspecify.annotations.NullMarked;
