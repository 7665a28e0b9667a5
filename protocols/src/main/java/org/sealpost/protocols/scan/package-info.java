/** Scanners and filters of others, by their protocols: ClamAV, SpamAssassin, rspamd. */
@NullMarked
package org.sealpost.protocols.scan;

import org.jspecify.annotations.NullMarked;
