/** Tests of the authority. */
@NullMarked
package org.sealpost.pki;

import org.jspecify.annotations.NullMarked;
