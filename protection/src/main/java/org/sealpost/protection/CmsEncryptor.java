package org.sealpost.protection;

import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.operator.GenericKey;
import org.sealpost.mail.Content;

/**
 * Encrypts an entity into a CMS structure as a stream: EnvelopedData (RFC 5652 section 6) or AuthEnvelopedData (RFC 5083). How
 * long everything will be is known beforehand, so all of it is DER, and what is encrypted lies in one octet string.
 */
final class CmsEncryptor {
    static final int TAG_BYTES = 16;

    private static final int PIECE_BYTES = 16 * 1024;
    private static final int EXPLICIT_0 = 0xa0;
    private static final int IMPLICIT_0 = 0x80;

    /** What is neither key transport nor key agreement, such as ML-KEM, has the tag [4]. */
    private static final byte OTHER_RECIPIENT = (byte) 0xa4;

    private static final byte[] ENVELOPED_DATA = Der.encoded(CMSObjectIdentifiers.envelopedData);
    private static final byte[] AUTH_ENVELOPED_DATA = Der.encoded(CMSObjectIdentifiers.authEnvelopedData);
    private static final byte[] VERSION_0 = Der.encoded(new ASN1Integer(0));
    private static final byte[] VERSION_2 = Der.encoded(new ASN1Integer(2));
    private static final byte[] VERSION_3 = Der.encoded(new ASN1Integer(3));

    private final ContentEncryption content;
    private final List<byte[]> recipients;
    private final long encryptedBytes;

    private CmsEncryptor(ContentEncryption content, List<byte[]> recipients, long encryptedBytes) {
        this.content = content;
        this.recipients = recipients;
        this.encryptedBytes = encryptedBytes;
    }

    static void encrypt(Content entity, List<X509Certificate> recipients, EncryptionFormat format, OutputStream to)
            throws IOException {
        encrypt(entity, recipients, format, SmimeProfile.INTEROPERABLE, to);
    }

    /**
     * @throws IllegalArgumentException if one of the certificates cannot be encrypted to
     */
    static void encrypt(
            Content entity,
            List<X509Certificate> recipients,
            EncryptionFormat format,
            SmimeProfile profile,
            OutputStream to)
            throws IOException {
        ContentEncryption content = ContentEncryption.of(format);
        List<byte[]> infos = infos(recipients, profile, content);
        new CmsEncryptor(content, infos, content.encryptedBytes(entity.sizeBytes())).write(entity, to);
    }

    private static List<byte[]> infos(List<X509Certificate> recipients, SmimeProfile profile, ContentEncryption content)
            throws IOException {
        List<byte[]> infos = new ArrayList<>(recipients.size());
        GenericKey key = content.key();
        try {
            for (X509Certificate recipient : recipients) {
                infos.add(KeyTransport.recipientInfo(recipient, profile, key));
            }
        } catch (CMSException e) {
            throw new IllegalArgumentException("cannot encrypt to one of these certificates", e);
        } finally {
            Arrays.fill((byte[]) key.getRepresentation(), (byte) 0);
        }
        return infos;
    }

    /** The elements from the inside to the outside, each in front of those that it holds, and then what is encrypted. */
    private void write(Content entity, OutputStream to) throws IOException {
        long behind = content.tagBytes() == 0 ? 0 : 2L + content.tagBytes();
        byte[] octets = Der.head(IMPLICIT_0, encryptedBytes);
        byte[] algorithm = content.algorithm();
        byte[] info =
                Der.head(Der.SEQUENCE, SignerForm.DATA.length + algorithm.length + octets.length + encryptedBytes);
        byte[] version = version();
        byte[] infos = Der.set(recipients.toArray(byte[][]::new));
        long dataBytes = (long) version.length
                + infos.length
                + info.length
                + SignerForm.DATA.length
                + algorithm.length
                + octets.length
                + encryptedBytes
                + behind;
        byte[] data = Der.head(Der.SEQUENCE, dataBytes);
        byte[] tagged = Der.head(EXPLICIT_0, data.length + dataBytes);
        byte[] type = content.tagBytes() == 0 ? ENVELOPED_DATA : AUTH_ENVELOPED_DATA;
        byte[] all = Der.head(Der.SEQUENCE, type.length + tagged.length + data.length + dataBytes);
        for (byte[] element :
                List.of(all, type, tagged, data, version, infos, info, SignerForm.DATA, algorithm, octets)) {
            to.write(element);
        }
        byte[] tag = encrypt(entity, to);
        if (content.tagBytes() > 0) {
            to.write(Der.head(Der.OCTET_STRING, tag.length));
            to.write(tag);
        }
    }

    /** RFC 5652 section 6.1: by the tags of the recipients; AuthEnvelopedData has but one version. */
    private byte[] version() {
        if (content.tagBytes() > 0) {
            return VERSION_0;
        }
        byte[] version = VERSION_0;
        for (byte[] info : recipients) {
            if (info[0] == OTHER_RECIPIENT) {
                return VERSION_3;
            }
            if (info[0] != Der.SEQUENCE) {
                version = VERSION_2;
            }
        }
        return version;
    }

    /** Returns the tag, if there is one: CMS wants it behind. */
    private byte[] encrypt(Content entity, OutputStream to) throws IOException {
        int pieceBytes = Math.clamp(entity.sizeBytes(), 1, PIECE_BYTES);
        byte[] piece = new byte[pieceBytes + 2 * TAG_BYTES];
        long[] taken = new long[1];
        entity.inPieces(pieceBytes, (octets, from, end) -> {
            to.write(piece, 0, content.update(octets, from, end, piece));
            taken[0] += end - from;
        });
        if (taken[0] != entity.sizeBytes()) {
            // The lengths that were written are wrong: what is there must not go on.
            throw new IOException("content of another size than it said");
        }
        int count = content.end(piece) - content.tagBytes();
        to.write(piece, 0, count);
        return Arrays.copyOfRange(piece, count, count + content.tagBytes());
    }
}
