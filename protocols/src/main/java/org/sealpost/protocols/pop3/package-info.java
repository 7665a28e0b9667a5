/** POP3 (RFC 1939): reads INBOX, for programs and old clients. */
@NullMarked
package org.sealpost.protocols.pop3;

import org.jspecify.annotations.NullMarked;
