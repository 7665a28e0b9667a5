package org.sealpost.pki.door;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CertOrEncCert;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertResponse;
import org.bouncycastle.asn1.cmp.CertifiedKeyPair;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIConfirmContent;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cmp.PollRepContent;
import org.bouncycastle.asn1.cmp.RevRepContentBuilder;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.CMPException;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.crmf.CRMFException;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sealpost.pki.RegistrationAuthority.Identity;
import org.sealpost.pki.door.CmpWish.Certify;

/** Writes the answers to one CMP message, protected in the way in which the message was. */
public final class CmpAnswers {
    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 16;

    private final CmpMessage message;
    private final Identity identity;
    private final Optional<String> secret;

    /** {@code secret} is the one by which the message was protected, if it was found good. */
    public CmpAnswers(CmpMessage message, Identity identity, Optional<String> secret) {
        this.message = message;
        this.identity = identity;
        this.secret = secret;
    }

    /** The certificate, and those above it. */
    public byte[] granted(Certify wish, byte[] certificate) {
        CertResponse response = new CertResponse(
                new ASN1Integer(wish.id()),
                new PKIStatusInfo(PKIStatus.granted),
                new CertifiedKeyPair(new CertOrEncCert(cmp(certificate))),
                null);
        CMPCertificate[] above = {
            cmp(encoded(identity.chain().get(1))), cmp(encoded(identity.chain().get(2)))
        };
        return protect(new PKIBody(type(wish), new CertRepMessage(above, new CertResponse[] {response})));
    }

    public byte[] waiting(Certify wish, String why) {
        return status(wish, new PKIStatusInfo(PKIStatus.waiting, new PKIFreeText(why)));
    }

    public byte[] refused(Certify wish, String why) {
        return status(
                wish,
                new PKIStatusInfo(
                        PKIStatus.rejection, new PKIFreeText(why), new PKIFailureInfo(PKIFailureInfo.notAuthorized)));
    }

    private byte[] status(Certify wish, PKIStatusInfo status) {
        CertResponse response = new CertResponse(new ASN1Integer(wish.id()), status);
        return protect(new PKIBody(type(wish), new CertRepMessage(null, new CertResponse[] {response})));
    }

    /** Nothing yet; the client asks again after so many seconds. */
    public byte[] notYet(BigInteger id, int seconds) {
        return protect(
                new PKIBody(PKIBody.TYPE_POLL_REP, new PollRepContent(new ASN1Integer(id), new ASN1Integer(seconds))));
    }

    public byte[] confirmed() {
        return protect(new PKIBody(PKIBody.TYPE_CONFIRM, new PKIConfirmContent()));
    }

    public byte[] revoked() {
        return protect(new PKIBody(
                PKIBody.TYPE_REVOCATION_REP,
                new RevRepContentBuilder()
                        .add(new PKIStatusInfo(PKIStatus.granted))
                        .build()));
    }

    /** What was asked about and is known: certificates of the authority, its CRL (RFC 9483 section 4.3). */
    public byte[] told(List<String> types, byte[] crl) {
        List<InfoTypeAndValue> answers = new ArrayList<>();
        for (String type : types) {
            if (type.equals(CMPObjectIdentifiers.id_it_caCerts.getId())) {
                answers.add(new InfoTypeAndValue(
                        CMPObjectIdentifiers.id_it_caCerts, new DERSequence(new ASN1Encodable[] {
                            cmp(encoded(identity.chain().get(1))),
                            cmp(encoded(identity.chain().get(2)))
                        })));
            } else if (type.equals(CMPObjectIdentifiers.it_currentCRL.getId())) {
                answers.add(new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL, CertificateList.getInstance(crl)));
            } else if (type.equals(CMPObjectIdentifiers.id_it_crlStatusList.getId())) {
                answers.add(new InfoTypeAndValue(
                        CMPObjectIdentifiers.id_it_crls, new DERSequence(CertificateList.getInstance(crl))));
            }
        }
        return protect(new PKIBody(PKIBody.TYPE_GEN_REP, new GenRepContent(answers.toArray(new InfoTypeAndValue[0]))));
    }

    /** The message as a whole is refused. */
    public byte[] error(String why) {
        return protect(new PKIBody(
                PKIBody.TYPE_ERROR,
                new ErrorMsgContent(new PKIStatusInfo(
                        PKIStatus.rejection, new PKIFreeText(why), new PKIFailureInfo(PKIFailureInfo.badRequest)))));
    }

    private static int type(Certify wish) {
        return switch (wish.kind()) {
            case INITIAL -> PKIBody.TYPE_INIT_REP;
            case FURTHER, PKCS10 -> PKIBody.TYPE_CERT_REP;
            case UPDATE -> PKIBody.TYPE_KEY_UPDATE_REP;
        };
    }

    private byte[] protect(PKIBody body) {
        PKIHeader asked = message.header();
        ProtectedPKIMessageBuilder builder = new ProtectedPKIMessageBuilder(
                        new GeneralName(X500Name.getInstance(
                                identity.certificate().getSubjectX500Principal().getEncoded())),
                        asked.getSender())
                .setMessageTime(Date.from(Instant.now()))
                .setSenderNonce(random(NONCE_BYTES))
                .setTransactionID(asked.getTransactionID().getOctets())
                .setBody(body);
        if (asked.getSenderNonce() != null) {
            builder.setRecipNonce(asked.getSenderNonce().getOctets());
        }
        boolean certificate = body.getType() == PKIBody.TYPE_INIT_REP
                || body.getType() == PKIBody.TYPE_CERT_REP
                || body.getType() == PKIBody.TYPE_KEY_UPDATE_REP;
        if (certificate && message.wantsImplicitConfirmation()) {
            builder.addGeneralInfo(new InfoTypeAndValue(CMPObjectIdentifiers.it_implicitConfirm, DERNull.INSTANCE));
        }
        try {
            return secret.isPresent() ? mac(builder, secret.get()) : sign(builder);
        } catch (CMPException | CRMFException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the answer cannot be protected", e);
        }
    }

    private byte[] mac(ProtectedPKIMessageBuilder builder, String key) throws CMPException, CRMFException, IOException {
        builder.setSenderKID(message.header().getSenderKID().getOctets());
        // The algorithms of the client, which it surely knows; the salt is new.
        PBMParameter asked =
                PBMParameter.getInstance(message.header().getProtectionAlg().getParameters());
        PBMParameter ours = new PBMParameter(
                random(SALT_BYTES), asked.getOwf(), asked.getIterationCount().intValueExact(), asked.getMac());
        return builder.build(CmpMessage.macs().setParameters(ours).build(key.toCharArray()))
                .toASN1Structure()
                .getEncoded();
    }

    private byte[] sign(ProtectedPKIMessageBuilder builder)
            throws CMPException, OperatorCreationException, IOException {
        for (X509Certificate certificate : identity.chain().subList(0, 2)) {
            builder.addCMPCertificate(new X509CertificateHolder(encoded(certificate)));
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(identity.key()))
                .toASN1Structure()
                .getEncoded();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static CMPCertificate cmp(byte[] der) {
        return new CMPCertificate(Certificate.getInstance(der));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
