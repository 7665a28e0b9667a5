/** Tests of the mailbox layer on both engines, with Apache James' own contracts among them. */
@NullMarked
package org.sealpost.mailbox;

import org.jspecify.annotations.NullMarked;
