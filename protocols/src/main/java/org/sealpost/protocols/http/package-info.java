/** Plain HTTP for what is public and signed in itself. The only place that knows Netty. */
@NullMarked
package org.sealpost.protocols.http;

import org.jspecify.annotations.NullMarked;
