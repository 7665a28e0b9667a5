/** Reading files with large programs, in processes of their own that are given nothing but the file. */
@NullMarked
package org.sealpost.protocols.files;

import org.jspecify.annotations.NullMarked;
