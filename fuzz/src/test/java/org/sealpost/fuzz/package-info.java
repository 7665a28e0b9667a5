/** What strangers send, changed without end: the parsers answer with a typed failure, in time. */
@NullMarked
package org.sealpost.fuzz;

import org.jspecify.annotations.NullMarked;
