/** OpenPGP (RFC 9580) on raw bytes: keys, signatures, encrypted data; how these lie in a mail is told one room up. */
@NullMarked
package org.sealpost.protection.openpgp;

import org.jspecify.annotations.NullMarked;
