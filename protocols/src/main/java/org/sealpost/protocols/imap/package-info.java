/** IMAP4rev1 (RFC 3501 with extensions): Apache James' commands on connections of our own. */
@NullMarked
package org.sealpost.protocols.imap;

import org.jspecify.annotations.NullMarked;
