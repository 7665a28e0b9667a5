/** Tests of the SMTP door and the courier. */
@NullMarked
package org.sealpost.protocols.smtp;

import org.jspecify.annotations.NullMarked;
