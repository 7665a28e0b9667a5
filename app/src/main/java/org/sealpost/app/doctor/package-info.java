/** The analyzer: looks at a running or a stopped house and says what is wrong, since when it matters, and what to do. */
@NullMarked
package org.sealpost.app.doctor;

import org.jspecify.annotations.NullMarked;
