@NullMarked
package org.sealpost.protocols.scan;

import org.jspecify.annotations.NullMarked;
