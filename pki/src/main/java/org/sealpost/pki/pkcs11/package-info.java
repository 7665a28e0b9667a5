/**
 * Keys that lie in a token, such as a hardware security module, and never leave it: the interface PKCS #11 (Cryptoki 2.40), spoken
 * with the library of the token's maker.
 */
@NullMarked
package org.sealpost.pki.pkcs11;

import org.jspecify.annotations.NullMarked;
