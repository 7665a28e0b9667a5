/** The whole house on loopback, driven by foreign clients. */
@NullMarked
package org.sealpost.e2e;

import org.jspecify.annotations.NullMarked;
