package org.sealpost.pki.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.CMPException;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/** A message of the Certificate Management Protocol as a client sent it (RFC 9810), with the means to find out from whom. */
public final class CmpMessage {
    private static final int LIMIT_BYTES = 128 * 1024;
    /** A client chooses how often its MAC is hashed; more would only cost time. */
    private static final int MAC_ITERATIONS_LIMIT = 100_000;

    private static final int TRANSACTION_LIMIT_BYTES = 64;

    private final ProtectedPKIMessage message;
    private final CmpWish wish;

    private CmpMessage(ProtectedPKIMessage message) {
        this.message = message;
        this.wish = CmpBodies.read(message.getBody());
    }

    /**
     * Reads a message. Nothing in it is proved yet.
     *
     * @throws IllegalArgumentException if it is none, is not protected, or asks for what is not spoken here
     */
    @SuppressWarnings("IllegalCatch") // ASN.1 that is broken shows in many ways, and all mean the same.
    public static CmpMessage read(byte[] der) {
        if (der.length > LIMIT_BYTES) {
            throw new IllegalArgumentException("a CMP message has at most " + LIMIT_BYTES + " bytes");
        }
        try {
            GeneralPKIMessage general = new GeneralPKIMessage(der);
            if (!general.hasProtection()) {
                throw new IllegalArgumentException("a CMP message needs protection, by a secret or a certificate");
            }
            CmpMessage read = new CmpMessage(new ProtectedPKIMessage(general));
            if (read.transaction().isEmpty()) {
                throw new IllegalArgumentException("a CMP message needs a transaction id of up to 64 bytes");
            }
            return read;
        } catch (IOException | RuntimeException e) {
            throw e instanceof IllegalArgumentException told && told.getCause() == null && e.getMessage() != null
                    ? told
                    : new IllegalArgumentException("not a CMP message", e);
        }
    }

    public CmpWish wish() {
        return wish;
    }

    /** Names the transaction to which the message belongs, hex. */
    public String transaction() {
        ASN1OctetString id = header().getTransactionID();
        return id == null || id.getOctets().length > TRANSACTION_LIMIT_BYTES
                ? ""
                : HexFormat.of().formatHex(id.getOctets());
    }

    /** The name of the authority to which the message is sent, DER; empty if it is no name of a directory. */
    public Optional<byte[]> recipient() {
        GeneralName recipient = header().getRecipient();
        if (recipient.getTagNo() != GeneralName.directoryName) {
            return Optional.empty();
        }
        try {
            return Optional.of(X500Name.getInstance(recipient.getName()).getEncoded("DER"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The reference of the secret by which the message is protected; empty if it is signed. */
    public Optional<String> reference() {
        return message.hasPasswordBasedMacProtection()
                ? Optional.ofNullable(header().getSenderKID())
                        .map(id -> new String(id.getOctets(), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** Whether the message was made with this secret (RFC 9810 section 5.1.3.1). */
    public boolean isMadeWith(String secret) {
        try {
            return message.hasPasswordBasedMacProtection() && message.verify(macs(), secret.toCharArray());
        } catch (CMPException e) {
            return false;
        }
    }

    /** The certificate with whose key the message is signed. Whose it is, and whether it counts, is not looked at. */
    public Optional<X509Certificate> signer() {
        X509CertificateHolder[] certificates = message.getCertificates();
        if (message.hasPasswordBasedMacProtection() || certificates.length == 0) {
            return Optional.empty();
        }
        try {
            // RFC 9483 section 3.3: the certificate of the signature comes first.
            X509Certificate first = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificates[0].getEncoded()));
            return message.verify(new JcaContentVerifierProviderBuilder().build(first.getPublicKey()))
                    ? Optional.of(first)
                    : Optional.empty();
        } catch (GeneralSecurityException | IOException | CMPException | OperatorCreationException e) {
            return Optional.empty();
        }
    }

    /** Whether the client wants no round of confirmation (RFC 9810 section 5.1.1.1). */
    boolean wantsImplicitConfirmation() {
        InfoTypeAndValue[] information = header().getGeneralInfo();
        return information != null
                && Arrays.stream(information)
                        .anyMatch(one -> one.getInfoType().equals(CMPObjectIdentifiers.it_implicitConfirm));
    }

    PKIHeader header() {
        return message.getHeader();
    }

    static PKMACBuilder macs() {
        return new PKMACBuilder(new JcePKMACValuesCalculator(), MAC_ITERATIONS_LIMIT);
    }

    static BigInteger p10Id() {
        return BigInteger.ONE.negate();
    }
}
