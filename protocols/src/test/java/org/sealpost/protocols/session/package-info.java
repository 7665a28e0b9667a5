/** What the tests of the doors for reading mail share. */
@NullMarked
package org.sealpost.protocols.session;

import org.jspecify.annotations.NullMarked;
