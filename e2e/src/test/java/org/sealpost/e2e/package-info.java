/** The whole house as a child process, driven by foreign clients as its users would. */
@NullMarked
package org.sealpost.e2e;

import org.jspecify.annotations.NullMarked;
