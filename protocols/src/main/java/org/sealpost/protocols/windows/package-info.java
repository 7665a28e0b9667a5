/** How Windows asks for certificates by itself: enrolment policies (MS-XCEP) and enrolment (MS-WSTEP), over SOAP and HTTPS. */
@NullMarked
package org.sealpost.protocols.windows;

import org.jspecify.annotations.NullMarked;
