package org.sealpost.protection;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;

/**
 * A key that may open mail, found by the certificate under which the mail was encrypted. The private key is taken out of
 * its vault only when a message asks for it.
 *
 * @param fingerprint of the certificate, for the audit log
 */
public record DecryptionKey(String fingerprint, X509Certificate certificate, Supplier<PrivateKey> key) {}
