package org.sealpost.pki;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.sealpost.identity.Fingerprint;

/** A certificate with its private key, able to sign: the root, the issuing authority or the OCSP responder. */
record Authority(String name, X509Certificate certificate, PrivateKey key) {
    private static final int P384_BITS = 384;

    X500Name subject() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    /** SHA-256 of the certificate. */
    String fingerprint() {
        return Fingerprint.of(CertificateAuthority.encoded(certificate));
    }

    AlgorithmIdentifier algorithm() {
        return algorithm(key);
    }

    static AlgorithmIdentifier algorithm(PrivateKey key) {
        return switch (signatureName(key)) {
            case "SHA256withRSA" ->
                new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
            case "SHA384withECDSA" -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
            default -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        };
    }

    static byte[] sign(PrivateKey key, byte[] content) {
        try {
            Signature signature = Signature.getInstance(signatureName(key));
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AuthorityFailure("the key of the authority does not sign", e);
        }
    }

    private static String signatureName(PrivateKey key) {
        if (key.getAlgorithm().equals("RSA")) {
            return "SHA256withRSA";
        }
        boolean p384 =
                key instanceof ECKey ec && ec.getParams().getCurve().getField().getFieldSize() >= P384_BITS;
        return p384 ? "SHA384withECDSA" : "SHA256withECDSA";
    }

    /** For Bouncy Castle's builders of CRLs and OCSP answers. */
    ContentSigner signer() {
        return new Signer(key);
    }

    static final class Signer extends OutputStream implements ContentSigner {
        private final Signature signature;
        private final AlgorithmIdentifier algorithm;

        Signer(PrivateKey key) {
            try {
                this.algorithm = algorithm(key);
                this.signature = Signature.getInstance(signatureName(key));
                signature.initSign(key);
            } catch (GeneralSecurityException e) {
                throw new AuthorityFailure("the key of the authority does not sign", e);
            }
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
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                signature.update(bytes, offset, length);
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }

        @Override
        public byte[] getSignature() {
            try {
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new RuntimeOperatorException("the key of the authority does not sign", e);
            }
        }
    }
}
