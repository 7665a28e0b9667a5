package org.sealpost.pki;

import java.io.OutputStream;
import java.security.MessageDigest;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DigestCalculator;

/** Lets Bouncy Castle's structures hash with Java's own digests. */
final class JcaDigest extends OutputStream implements DigestCalculator {
    private final MessageDigest digest;
    private final AlgorithmIdentifier algorithm;

    JcaDigest(MessageDigest digest, AlgorithmIdentifier algorithm) {
        this.digest = digest;
        this.algorithm = algorithm;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        return algorithm;
    }

    @Override
    public OutputStream getOutputStream() {
        return this;
    }

    @Override
    public void write(int octet) {
        digest.update((byte) octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    @Override
    public byte[] getDigest() {
        return digest.digest();
    }
}
