/** Tests with a token in software (SoftHSM 2). */
@NullMarked
package org.sealpost.pki.pkcs11;

import org.jspecify.annotations.NullMarked;
