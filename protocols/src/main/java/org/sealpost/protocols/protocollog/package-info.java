/** What servers say to each other, written down for administrators, without secrets and without mail. */
@NullMarked
package org.sealpost.protocols.protocollog;

import org.jspecify.annotations.NullMarked;
