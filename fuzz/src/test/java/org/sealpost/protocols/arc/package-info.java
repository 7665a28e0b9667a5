@NullMarked
package org.sealpost.protocols.arc;

import org.jspecify.annotations.NullMarked;
