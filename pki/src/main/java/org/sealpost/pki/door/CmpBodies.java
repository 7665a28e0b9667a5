package org.sealpost.pki.door;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PollReqContent;
import org.bouncycastle.asn1.cmp.RevDetails;
import org.bouncycastle.asn1.cmp.RevReqContent;
import org.bouncycastle.asn1.crmf.CertTemplate;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.crmf.CRMFException;
import org.bouncycastle.cert.crmf.CertificateReqMessages;
import org.bouncycastle.cert.crmf.CertificateRequestMessage;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.door.CmpWish.Kind;

/** Reads what stands inside CMP messages: one request at a time, as the lightweight profile says (RFC 9483). */
final class CmpBodies {
    private static final int QUESTIONS_LIMIT = 20;

    private CmpBodies() {}

    static CmpWish read(PKIBody body) {
        return switch (body.getType()) {
            case PKIBody.TYPE_INIT_REQ -> certify(Kind.INITIAL, body);
            case PKIBody.TYPE_CERT_REQ -> certify(Kind.FURTHER, body);
            case PKIBody.TYPE_KEY_UPDATE_REQ -> certify(Kind.UPDATE, body);
            case PKIBody.TYPE_P10_CERT_REQ -> pkcs10(CertificationRequest.getInstance(body.getContent()));
            case PKIBody.TYPE_REVOCATION_REQ -> revoke(RevReqContent.getInstance(body.getContent()));
            case PKIBody.TYPE_CERT_CONFIRM -> confirm(CertConfirmContent.getInstance(body.getContent()));
            case PKIBody.TYPE_POLL_REQ ->
                new CmpWish.Poll(PollReqContent.getInstance(body.getContent()).getCertReqIdValues()[0]);
            case PKIBody.TYPE_GEN_MSG ->
                new CmpWish.Ask(Arrays.stream(
                                GenMsgContent.getInstance(body.getContent()).toInfoTypeAndValueArray())
                        .limit(QUESTIONS_LIMIT)
                        .map(one -> one.getInfoType().getId())
                        .toList());
            default -> throw new IllegalArgumentException("CMP messages of type " + body.getType() + " are not spoken");
        };
    }

    private static CmpWish certify(Kind kind, PKIBody body) {
        CertificateRequestMessage[] requests =
                CertificateReqMessages.fromPKIBody(body).getRequests();
        if (requests.length != 1) {
            throw new IllegalArgumentException("expected one request in a message: " + requests.length);
        }
        CertificateRequestMessage request = requests[0];
        CertTemplate template = request.getCertTemplate();
        try {
            if (template.getPublicKey() == null) {
                throw new IllegalArgumentException("keys are not made here: the request has to bring one");
            }
            PublicKey key = PublicKeys.readSigning(template.getPublicKey().getEncoded());
            prove(request, key);
            return new CmpWish.Certify(kind, request.getCertReqId().getValue(), key, names(template));
        } catch (IOException e) {
            throw new IllegalArgumentException("the key in the request cannot be read", e);
        }
    }

    /** RFC 4211 section 4.1; that a registration authority has seen a proof is nobody's word here. */
    private static void prove(CertificateRequestMessage request, PublicKey key) {
        boolean proved;
        try {
            proved = request.hasProofOfPossession()
                    && request.getProofOfPossessionType() == CertificateRequestMessage.popSigningKey
                    && !request.hasSigningKeyProofOfPossessionWithPKMAC()
                    && request.isValidSigningKeyPOP(new JcaContentVerifierProviderBuilder().build(key));
        } catch (CRMFException | OperatorCreationException e) {
            proved = false;
        }
        if (!proved) {
            throw new IllegalArgumentException("expected a proof of possession: a signature by the key to certify");
        }
    }

    private static List<String> names(CertTemplate template) {
        List<String> names = new ArrayList<>();
        Extensions extensions = template.getExtensions();
        GeneralNames alternatives =
                extensions == null ? null : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        if (alternatives != null) {
            Arrays.stream(alternatives.getNames())
                    .filter(name -> name.getTagNo() == GeneralName.rfc822Name || name.getTagNo() == GeneralName.dNSName)
                    .forEach(name -> names.add(String.valueOf(name.getName())));
        }
        if (template.getSubject() != null) {
            names.addAll(SigningRequest.subject(template.getSubject()));
        }
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private static CmpWish pkcs10(CertificationRequest request) {
        try {
            SigningRequest read = SigningRequest.read(request.getEncoded());
            return new CmpWish.Certify(Kind.PKCS10, CmpMessage.p10Id(), read.key(), read.names());
        } catch (IOException e) {
            throw new IllegalArgumentException("not a certificate request", e);
        }
    }

    private static CmpWish revoke(RevReqContent content) {
        RevDetails[] all = content.toRevDetailsArray();
        if (all.length != 1 || all[0].getCertDetails().getSerialNumber() == null) {
            throw new IllegalArgumentException("expected one certificate to revoke, by its number");
        }
        Extensions details = all[0].getCrlEntryDetails();
        RevocationReason reason = RevocationReason.UNSPECIFIED;
        if (details != null && details.getExtension(Extension.reasonCode) != null) {
            BigInteger code = ASN1Enumerated.getInstance(details.getExtensionParsedValue(Extension.reasonCode))
                    .getValue();
            reason = Arrays.stream(RevocationReason.values())
                    .filter(one -> BigInteger.valueOf(one.code()).equals(code))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no such reason to revoke: " + code));
        }
        return new CmpWish.Revoke(all[0].getCertDetails().getSerialNumber().getValue(), reason);
    }

    /** No status means that it is taken (RFC 9810 section 5.3.18). */
    private static CmpWish confirm(CertConfirmContent content) {
        CertStatus[] all = content.toCertStatusArray();
        boolean accepted = all.length == 1
                && (all[0].getStatusInfo() == null
                        || all[0].getStatusInfo().getStatus().intValue() == PKIStatus.GRANTED);
        String hash =
                all.length == 1 ? HexFormat.of().formatHex(all[0].getCertHash().getOctets()) : "";
        return new CmpWish.Confirm(accepted, hash);
    }
}
