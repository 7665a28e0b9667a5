package org.sealpost.protection;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.Content;

/** Makes the detached CMS signature over an entity (RFC 5652 section 5), with the attributes that RFC 8551 wants. */
final class CmsSigner {
    private static final int TAGGED_0 = 0xa0;
    private static final byte[] NOTHING = {};

    /** What is the same in each signature of a signer; their keys are not kept here. */
    private static final BoundedCache<SignerForm.Names, SignerForm> FORMS = new BoundedCache<>(1_024);

    private CmsSigner() {}

    static byte[] sign(Content entity, SigningKey signer, Instant now) throws IOException {
        return sign(entity, signer, now, SmimeProfile.INTEROPERABLE);
    }

    static byte[] sign(Content entity, SigningKey signer, Instant now, SmimeProfile profile) throws IOException {
        return sign(entity, signer, now, profile, Optional.empty());
    }

    static byte[] sign(
            Content entity, SigningKey signer, Instant now, SmimeProfile profile, Optional<ReceiptWish> receipt)
            throws IOException {
        try {
            SignerForm form = FORMS.get(SignerForm.Names.of(signer, profile), SignerForm::of);
            byte[] attributes = Der.set(
                    SignerForm.CONTENT_TYPE,
                    Der.sequence(SignerForm.SIGNING_TIME, Der.set(SigningTime.encoded(now))),
                    digested(SignerForm.MESSAGE_DIGEST, digest(entity, form)),
                    form.algorithmProtection(),
                    form.capabilities(),
                    form.encryptionKeyPreference(),
                    form.signingCertificate(),
                    receipt.map(ReceiptWish::attribute).orElse(NOTHING));
            byte[] signerInfo = Der.sequence(
                    SignerForm.VERSION,
                    form.signer(),
                    form.digest(),
                    Der.tagged(TAGGED_0, attributes),
                    form.algorithm(),
                    octets(signature(signer.key(), form, attributes)));
            byte[] signedData = Der.sequence(
                    SignerForm.VERSION,
                    Der.set(form.digest()),
                    Der.sequence(SignerForm.DATA),
                    Der.tagged(TAGGED_0, form.certificates()),
                    Der.set(signerInfo));
            return Der.sequence(SignerForm.SIGNED_DATA, Der.of(TAGGED_0, signedData));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot sign with this key: " + signer.key().getAlgorithm(), e);
        }
    }

    /** A receipt for a message, signed: that this signer read it (RFC 2634 section 2.5). */
    static byte[] receipt(ReceiptRequest request, SigningKey signer, Instant now, SmimeProfile profile)
            throws IOException {
        try {
            SignerForm form = FORMS.get(SignerForm.Names.of(signer, profile), SignerForm::of);
            byte[] receipt = Der.sequence(
                    SignerForm.VERSION, SignerForm.DATA, octets(request.identifier()), octets(request.signature()));
            byte[] attributes = Der.set(
                    SignerForm.RECEIPT_CONTENT_TYPE,
                    Der.sequence(SignerForm.SIGNING_TIME, Der.set(SigningTime.encoded(now))),
                    digested(SignerForm.MESSAGE_DIGEST, digest(Content.owning(receipt), form)),
                    digested(SignerForm.MESSAGE_SIGNATURE_DIGEST, request.attributesDigest()),
                    form.algorithmProtection(),
                    form.signingCertificate());
            byte[] signerInfo = Der.sequence(
                    SignerForm.VERSION,
                    form.signer(),
                    form.digest(),
                    Der.tagged(TAGGED_0, attributes),
                    form.algorithm(),
                    octets(signature(signer.key(), form, attributes)));
            byte[] signedData = Der.sequence(
                    SignerForm.VERSION_OF_OTHER_CONTENT,
                    Der.set(form.digest()),
                    Der.sequence(SignerForm.RECEIPT_TYPE, Der.of(TAGGED_0, octets(receipt))),
                    Der.tagged(TAGGED_0, form.certificates()),
                    Der.set(signerInfo));
            return Der.sequence(SignerForm.SIGNED_DATA, Der.of(TAGGED_0, signedData));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot sign with this key: " + signer.key().getAlgorithm(), e);
        }
    }

    private static byte[] octets(byte[] bytes) {
        return Der.of(Der.OCTET_STRING, bytes);
    }

    /** An attribute whose value is a digest. */
    private static byte[] digested(byte[] type, byte[] digest) {
        return Der.sequence(type, Der.set(octets(digest)));
    }

    /** As the header of a clear-signed message has it. */
    static String micalg(SigningKey signer, SmimeProfile profile) {
        return FORMS.get(SignerForm.Names.of(signer, profile), SignerForm::of)
                .form()
                .micalg();
    }

    private static byte[] digest(Content entity, SignerForm form) throws IOException {
        MessageDigest digest = Jca.digest(form.form().digestName());
        entity.inPieces(Jca.CHUNK_BYTES, (octets, from, to) -> digest.update(octets, from, to - from));
        return digest.digest();
    }

    private static byte[] signature(PrivateKey key, SignerForm form, byte[] attributes)
            throws GeneralSecurityException {
        Signature signature = form.form().signing(key);
        signature.update(attributes);
        return signature.sign();
    }
}
