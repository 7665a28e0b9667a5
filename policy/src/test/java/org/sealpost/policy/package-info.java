/** Tests of the judges. */
@NullMarked
package org.sealpost.policy;

import org.jspecify.annotations.NullMarked;
