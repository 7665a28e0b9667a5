/** Tests of enrolment. */
@NullMarked
package org.sealpost.enrollment;

import org.jspecify.annotations.NullMarked;
