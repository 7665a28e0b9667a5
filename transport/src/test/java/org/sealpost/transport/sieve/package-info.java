@NullMarked
package org.sealpost.transport.sieve;

import org.jspecify.annotations.NullMarked;
