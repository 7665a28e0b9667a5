/** Tests of reading files in processes of their own. */
@NullMarked
package org.sealpost.protocols.files;

import org.jspecify.annotations.NullMarked;
