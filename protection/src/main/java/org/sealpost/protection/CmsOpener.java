package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1SetParser;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.AuthEnvelopedDataParser;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.EncryptedContentInfoParser;
import org.bouncycastle.asn1.cms.EnvelopedDataParser;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KEMRecipientInfo;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OtherRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Opens an encrypted CMS structure as a stream. The recipient is found by name, never by trial: an RSA v1.5 key that does not
 * fit can look as if it fitted. A key that does not unwrap is replaced by a random one and fails only at the end, so that
 * nobody learns from outside what was wrong (RFC 3218).
 */
final class CmsOpener {
    private static final int RECIPIENTS_LIMIT = 20_000;
    private static final Map<ASN1ObjectIdentifier, Cipher> CIPHERS = Map.of(
            NISTObjectIdentifiers.id_aes128_CBC, new Cipher("AES-128-CBC", "AES", 16, false),
            NISTObjectIdentifiers.id_aes192_CBC, new Cipher("AES-192-CBC", "AES", 24, false),
            NISTObjectIdentifiers.id_aes256_CBC, new Cipher("AES-256-CBC", "AES", 32, false),
            PKCSObjectIdentifiers.des_EDE3_CBC, new Cipher("3DES-CBC", "DESede", 24, false),
            NISTObjectIdentifiers.id_aes128_GCM, new Cipher("AES-128-GCM", "AES", 16, true),
            NISTObjectIdentifiers.id_aes192_GCM, new Cipher("AES-192-GCM", "AES", 24, true),
            NISTObjectIdentifiers.id_aes256_GCM, new Cipher("AES-256-GCM", "AES", 32, true));

    private final CmsReader reader;
    private final List<Candidate> candidates;
    private final Spool to;

    /**
     * @param sizeBytes how many bytes the structure has at most
     * @param to where the plain entity is written
     */
    CmsOpener(InputStream cms, long sizeBytes, List<DecryptionKey> keys, Spool to) {
        this.reader = new CmsReader(cms, sizeBytes);
        this.candidates = keys.stream()
                .map(key -> new Candidate(key, NamedCertificate.of(key.certificate())))
                .toList();
        this.to = to;
    }

    private record Candidate(DecryptionKey key, NamedCertificate certificate) {}

    record Cipher(String name, String family, int keyBytes, boolean authenticated) {}

    record Result(DecryptionKey key, Cipher cipher) {}

    /** Empty if none of the keys is named; throws if it does not open. */
    Optional<Result> open() throws IOException, GeneralSecurityException {
        ContentInfoParser info = reader.contentInfo();
        ASN1SequenceParser content = (ASN1SequenceParser) info.getContent(BERTags.SEQUENCE);
        if (info.getContentType().equals(CMSObjectIdentifiers.envelopedData)) {
            return enveloped(new EnvelopedDataParser(content));
        }
        if (info.getContentType().equals(CMSObjectIdentifiers.authEnvelopedData)) {
            return authenticated(new AuthEnvelopedDataParser(content));
        }
        throw new UnreadableMessage("not an encrypted structure");
    }

    private Optional<Result> enveloped(EnvelopedDataParser data) throws IOException, GeneralSecurityException {
        data.getOriginatorInfo();
        Optional<Match> match = match(data.getRecipientInfos());
        if (match.isEmpty()) {
            return Optional.empty();
        }
        EncryptedContentInfoParser encrypted = data.getEncryptedContentInfo();
        AlgorithmIdentifier algorithm = encrypted.getContentEncryptionAlgorithm();
        Cipher cipher = cipher(encrypted, algorithm, false);
        ContentKey key = match.get().contentKey(cipher.keyBytes());
        byte[] iv = ASN1OctetString.getInstance(algorithm.getParameters()).getOctets();
        ContentDecryption.Cbc cbc = new ContentDecryption.Cbc(cipher.family(), key.bytes(), iv, to);
        reader.content(sealed(encrypted), cbc::decrypt);
        cbc.finish();
        return match.get().result(key, cipher);
    }

    private Optional<Result> authenticated(AuthEnvelopedDataParser data) throws IOException, GeneralSecurityException {
        data.getOriginatorInfo();
        Optional<Match> match = match(data.getRecipientInfos());
        if (match.isEmpty()) {
            return Optional.empty();
        }
        EncryptedContentInfoParser encrypted = data.getAuthEncryptedContentInfo();
        AlgorithmIdentifier algorithm = encrypted.getContentEncryptionAlgorithm();
        Cipher cipher = cipher(encrypted, algorithm, true);
        ContentKey key = match.get().contentKey(cipher.keyBytes());
        GCMParameters parameters = GCMParameters.getInstance(algorithm.getParameters());
        ContentDecryption.Gcm gcm = new ContentDecryption.Gcm(key.bytes(), parameters, to);
        reader.content(sealed(encrypted), gcm::decrypt);
        gcm.finish(covered(data.getAuthAttrs()), data.getMac().getOctets());
        return match.get().result(key, cipher);
    }

    /** The attributes come behind the content but count in front of it (RFC 5083 section 2.2). */
    private static byte[] covered(@Nullable ASN1SetParser parser) throws IOException {
        if (parser == null) {
            return new byte[0];
        }
        return ASN1Set.getInstance(parser.toASN1Primitive()).getEncoded("DER");
    }

    private static Cipher cipher(
            EncryptedContentInfoParser encrypted, AlgorithmIdentifier algorithm, boolean authenticated) {
        Cipher cipher = CIPHERS.get(algorithm.getAlgorithm());
        if (cipher == null || cipher.authenticated() != authenticated) {
            throw new UnreadableMessage("a cipher the house does not read: " + algorithm.getAlgorithm());
        }
        if (!encrypted.getContentType().equals(CMSObjectIdentifiers.data)) {
            throw new UnreadableMessage("no mail inside");
        }
        return cipher;
    }

    private static ASN1OctetStringParser sealed(EncryptedContentInfoParser encrypted) throws IOException {
        return (ASN1OctetStringParser) encrypted.getEncryptedContent(BERTags.OCTET_STRING);
    }

    /** The first recipient that is one of ours. */
    private Optional<Match> match(ASN1SetParser recipients) throws IOException {
        List<Match> found = new ArrayList<>(1);
        reader.each(recipients, RECIPIENTS_LIMIT, "recipients", element -> {
            if (found.isEmpty()) {
                match(RecipientInfo.getInstance(element)).ifPresent(found::add);
            }
        });
        return found.stream().findFirst();
    }

    private Optional<Match> match(RecipientInfo recipient) {
        return switch (recipient.getInfo()) {
            case KeyTransRecipientInfo info ->
                named(info.getRecipientIdentifier().getId())
                        .map(key -> new Match(
                                key, () -> KeyTransport.unwrap(info, key.key().get())));
            case KeyAgreeRecipientInfo info -> matchAgreement(info);
            case OtherRecipientInfo other
            when other.getType().equals(CMSObjectIdentifiers.id_ori_kem) ->
                matchKem(KEMRecipientInfo.getInstance(other.getValue()));
            default -> Optional.empty();
        };
    }

    private Optional<Match> matchAgreement(KeyAgreeRecipientInfo info) {
        for (ASN1Encodable element : info.getRecipientEncryptedKeys()) {
            RecipientEncryptedKey encrypted = RecipientEncryptedKey.getInstance(element);
            var identifier = encrypted.getIdentifier();
            Optional<DecryptionKey> named = named(
                    identifier.getRKeyID() == null
                            ? identifier.getIssuerAndSerialNumber()
                            : identifier.getRKeyID().getSubjectKeyIdentifier());
            if (named.isPresent()) {
                DecryptionKey key = named.get();
                return Optional.of(new Match(
                        key,
                        () -> KeyTransport.unwrap(
                                info, encrypted, key.certificate(), key.key().get())));
            }
        }
        return Optional.empty();
    }

    private Optional<Match> matchKem(KEMRecipientInfo info) {
        return named(info.getRecipientIdentifier().getId())
                .map(key -> new Match(
                        key,
                        () -> KemTransport.unwrap(
                                info, key.certificate(), key.key().get())));
    }

    private Optional<DecryptionKey> named(ASN1Encodable id) {
        for (Candidate candidate : candidates) {
            if (candidate.certificate().is(id)) {
                return Optional.of(candidate.key());
            }
        }
        return Optional.empty();
    }

    private interface Unwrapping {
        byte[] unwrap() throws GeneralSecurityException, IOException;
    }

    private record ContentKey(byte[] bytes, boolean genuine) {}

    private record Match(DecryptionKey key, Unwrapping unwrapping) {
        @SuppressWarnings("IllegalCatch") // Whatever a provider throws on a bad key must look like a wrong content.
        ContentKey contentKey(int length) {
            byte[] substitute = Arrays.copyOf(KeyVault.newKey(), length);
            try {
                byte[] unwrapped = unwrapping.unwrap();
                return unwrapped.length == length ? new ContentKey(unwrapped, true) : new ContentKey(substitute, false);
            } catch (GeneralSecurityException | IOException | RuntimeException e) {
                return new ContentKey(substitute, false);
            }
        }

        Optional<Result> result(ContentKey used, Cipher cipher) throws GeneralSecurityException {
            if (!used.genuine()) {
                throw new GeneralSecurityException("the content does not open");
            }
            return Optional.of(new Result(key, cipher));
        }
    }
}
