/** Tests of the IMAP door over real connections. */
@NullMarked
package org.sealpost.protocols.imap;

import org.jspecify.annotations.NullMarked;
