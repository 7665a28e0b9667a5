@NullMarked
package org.sealpost.pki;

import org.jspecify.annotations.NullMarked;
