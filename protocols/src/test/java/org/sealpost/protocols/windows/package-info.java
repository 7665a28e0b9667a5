@NullMarked
package org.sealpost.protocols.windows;

import org.jspecify.annotations.NullMarked;
