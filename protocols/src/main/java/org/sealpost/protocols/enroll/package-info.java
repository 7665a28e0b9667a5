/** The doors at which programs ask for certificates: EST, CMP, SCEP and what Windows speaks. */
@NullMarked
package org.sealpost.protocols.enroll;

import org.jspecify.annotations.NullMarked;
