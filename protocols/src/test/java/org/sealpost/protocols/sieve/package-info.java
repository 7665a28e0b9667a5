@NullMarked
package org.sealpost.protocols.sieve;

import org.jspecify.annotations.NullMarked;
