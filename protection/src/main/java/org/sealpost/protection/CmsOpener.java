package org.sealpost.protection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1SetParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.AuthEnvelopedDataParser;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.EncryptedContentInfoParser;
import org.bouncycastle.asn1.cms.EnvelopedDataParser;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

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

    private CmsOpener() {}

    record Cipher(String name, String family, int keyBytes, boolean authenticated) {}

    record Result(DecryptionKey key, Cipher cipher) {}

    /** Writes the plain entity to the spool. Empty if none of the keys is named; throws if it does not open. */
    static Optional<Result> open(InputStream cms, List<DecryptionKey> keys, Spool to)
            throws IOException, GeneralSecurityException {
        ASN1StreamParser parser = new ASN1StreamParser(new BufferedInputStream(cms, Jca.CHUNK_BYTES));
        ContentInfoParser info = new ContentInfoParser((ASN1SequenceParser) parser.readObject());
        ASN1SequenceParser content = (ASN1SequenceParser) info.getContent(BERTags.SEQUENCE);
        if (info.getContentType().equals(CMSObjectIdentifiers.envelopedData)) {
            return enveloped(new EnvelopedDataParser(content), keys, to);
        }
        if (info.getContentType().equals(CMSObjectIdentifiers.authEnvelopedData)) {
            return authenticated(new AuthEnvelopedDataParser(content), keys, to);
        }
        throw new UnreadableMessage("not an encrypted structure");
    }

    private static Optional<Result> enveloped(EnvelopedDataParser data, List<DecryptionKey> keys, Spool to)
            throws IOException, GeneralSecurityException {
        data.getOriginatorInfo();
        Optional<Match> match = match(data.getRecipientInfos(), keys);
        if (match.isEmpty()) {
            return Optional.empty();
        }
        EncryptedContentInfoParser encrypted = data.getEncryptedContentInfo();
        AlgorithmIdentifier algorithm = encrypted.getContentEncryptionAlgorithm();
        Cipher cipher = cipher(encrypted, algorithm, false);
        ContentKey key = match.get().contentKey(cipher.keyBytes());
        byte[] iv = ASN1OctetString.getInstance(algorithm.getParameters()).getOctets();
        try (InputStream sealed = sealed(encrypted)) {
            ContentDecryption.cbc(cipher.family(), key.bytes(), iv, sealed, to);
        }
        return match.get().result(key, cipher);
    }

    private static Optional<Result> authenticated(AuthEnvelopedDataParser data, List<DecryptionKey> keys, Spool to)
            throws IOException, GeneralSecurityException {
        data.getOriginatorInfo();
        Optional<Match> match = match(data.getRecipientInfos(), keys);
        if (match.isEmpty()) {
            return Optional.empty();
        }
        EncryptedContentInfoParser encrypted = data.getAuthEncryptedContentInfo();
        AlgorithmIdentifier algorithm = encrypted.getContentEncryptionAlgorithm();
        Cipher cipher = cipher(encrypted, algorithm, true);
        ContentKey key = match.get().contentKey(cipher.keyBytes());
        GCMParameters parameters = GCMParameters.getInstance(algorithm.getParameters());
        ContentDecryption.Gcm gcm = new ContentDecryption.Gcm(key.bytes(), parameters, to);
        try (InputStream sealed = sealed(encrypted)) {
            gcm.decrypt(sealed);
        }
        // The attributes come behind the content but count in front of it (RFC 5083 section 2.2).
        ASN1SetParser attributes = data.getAuthAttrs();
        byte[] covered = attributes == null
                ? new byte[0]
                : ASN1Set.getInstance(attributes.toASN1Primitive()).getEncoded("DER");
        gcm.finish(covered, data.getMac().getOctets());
        return match.get().result(key, cipher);
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

    private static InputStream sealed(EncryptedContentInfoParser encrypted) throws IOException {
        ASN1OctetStringParser octets = (ASN1OctetStringParser) encrypted.getEncryptedContent(BERTags.OCTET_STRING);
        return octets.getOctetStream();
    }

    private static Optional<Match> match(ASN1SetParser recipients, List<DecryptionKey> keys) throws IOException {
        Match found = null;
        int count = 0;
        ASN1Encodable next;
        // Read to the end in any case: what follows comes behind.
        while ((next = recipients.readObject()) != null) {
            if (++count > RECIPIENTS_LIMIT) {
                throw new UnreadableMessage("more recipients than the house reads");
            }
            // Taking the whole element moves the parser on, also when nobody asks for it any more.
            ASN1Primitive element = next.toASN1Primitive();
            if (found == null) {
                found = match(RecipientInfo.getInstance(element), keys).orElse(null);
            }
        }
        return Optional.ofNullable(found);
    }

    private static Optional<Match> match(RecipientInfo recipient, List<DecryptionKey> keys) {
        return switch (recipient.getInfo()) {
            case KeyTransRecipientInfo info ->
                keys.stream()
                        .filter(key -> isNamed(info.getRecipientIdentifier().getId(), key.certificate()))
                        .findFirst()
                        .map(key -> new Match(
                                key, () -> KeyTransport.unwrap(info, key.key().get())));
            case KeyAgreeRecipientInfo info -> matchAgreement(info, keys);
            default -> Optional.empty();
        };
    }

    private static Optional<Match> matchAgreement(KeyAgreeRecipientInfo info, List<DecryptionKey> keys) {
        for (ASN1Encodable element : info.getRecipientEncryptedKeys()) {
            RecipientEncryptedKey encrypted = RecipientEncryptedKey.getInstance(element);
            var identifier = encrypted.getIdentifier();
            Object id = identifier.getRKeyID() == null
                    ? identifier.getIssuerAndSerialNumber()
                    : identifier.getRKeyID().getSubjectKeyIdentifier();
            Optional<DecryptionKey> key = keys.stream()
                    .filter(candidate -> isNamed(id, candidate.certificate()))
                    .findFirst();
            if (key.isPresent()) {
                DecryptionKey named = key.get();
                return Optional.of(new Match(
                        named,
                        () -> KeyTransport.unwrap(
                                info,
                                encrypted,
                                named.certificate(),
                                named.key().get())));
            }
        }
        return Optional.empty();
    }

    private static boolean isNamed(Object id, X509Certificate certificate) {
        if (id instanceof ASN1OctetString keyIdentifier) {
            byte[] extension = certificate.getExtensionValue("2.5.29.14");
            return extension != null
                    && Arrays.equals(
                            ASN1OctetString.getInstance(ASN1OctetString.getInstance(extension)
                                            .getOctets())
                                    .getOctets(),
                            keyIdentifier.getOctets());
        }
        return CmsSigner.identifier(certificate).equals(IssuerAndSerialNumber.getInstance(id));
    }

    private interface Unwrapping {
        byte[] unwrap() throws GeneralSecurityException;
    }

    private record ContentKey(byte[] bytes, boolean genuine) {}

    private record Match(DecryptionKey key, Unwrapping unwrapping) {
        @SuppressWarnings("IllegalCatch") // Whatever a provider throws on a bad key must look like a wrong content.
        ContentKey contentKey(int length) {
            byte[] substitute = Arrays.copyOf(KeyVault.newKey(), length);
            try {
                byte[] unwrapped = unwrapping.unwrap();
                return unwrapped.length == length ? new ContentKey(unwrapped, true) : new ContentKey(substitute, false);
            } catch (GeneralSecurityException | RuntimeException e) {
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
