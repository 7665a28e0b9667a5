/** Tests of the POP3 door over real connections. */
@NullMarked
package org.sealpost.protocols.pop3;

import org.jspecify.annotations.NullMarked;
