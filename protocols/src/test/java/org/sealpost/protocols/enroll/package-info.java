/** The enrolment doors with the programs that come to them. */
@NullMarked
package org.sealpost.protocols.enroll;

import org.jspecify.annotations.NullMarked;
