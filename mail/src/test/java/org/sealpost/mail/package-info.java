/** Tests of the words of mail. */
@NullMarked
package org.sealpost.mail;

import org.jspecify.annotations.NullMarked;
