/** Tests of the words of the directory and of certificates. */
@NullMarked
package org.sealpost.identity;

import org.jspecify.annotations.NullMarked;
