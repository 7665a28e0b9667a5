/** Tests of what enrolment doors read and write. */
@NullMarked
package org.sealpost.pki.door;

import org.jspecify.annotations.NullMarked;
