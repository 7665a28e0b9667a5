/** Our SMTP door, through which mail comes in, and our courier, which takes it to other servers. */
@NullMarked
package org.sealpost.protocols.smtp;

import org.jspecify.annotations.NullMarked;
