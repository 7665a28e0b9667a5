/** Tests of MTA-STS. */
@NullMarked
package org.sealpost.protocols.sts;

import org.jspecify.annotations.NullMarked;
