/** Tests of what files in messages are and what is written in them. */
@NullMarked
package org.sealpost.transport.files;

import org.jspecify.annotations.NullMarked;
