/** Tests of the room of protection. */
@NullMarked
package org.sealpost.protection;

import org.jspecify.annotations.NullMarked;
