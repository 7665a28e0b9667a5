/** What the enrolment doors read and write: PKCS #10, PKCS #7, PKCS #12, CMP and SCEP messages. */
@NullMarked
package org.sealpost.pki.door;

import org.jspecify.annotations.NullMarked;
