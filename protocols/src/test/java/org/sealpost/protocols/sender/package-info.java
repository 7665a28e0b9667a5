/** Tests of the checks of senders. */
@NullMarked
package org.sealpost.protocols.sender;

import org.jspecify.annotations.NullMarked;
