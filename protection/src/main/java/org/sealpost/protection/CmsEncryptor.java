package org.sealpost.protection;

import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.EnvelopedData;
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
    private static final int OCTET_STRING = 0x04;

    private final ContentEncryption content;
    private final ASN1Set recipients;
    private final long encryptedBytes;

    private CmsEncryptor(ContentEncryption content, ASN1Set recipients, long encryptedBytes) {
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
        ASN1Set infos = infos(recipients, profile, content);
        new CmsEncryptor(content, infos, content.encryptedBytes(entity.sizeBytes())).write(entity, to);
    }

    private static ASN1Set infos(List<X509Certificate> recipients, SmimeProfile profile, ContentEncryption content) {
        ASN1EncodableVector infos = new ASN1EncodableVector(recipients.size());
        GenericKey key = content.key();
        try {
            for (X509Certificate recipient : recipients) {
                infos.add(KeyTransport.to(recipient, profile).generate(key));
            }
        } catch (CMSException e) {
            throw new IllegalArgumentException("cannot encrypt to one of these certificates", e);
        } finally {
            Arrays.fill((byte[]) key.getRepresentation(), (byte) 0);
        }
        return new DERSet(infos);
    }

    /** The elements from the inside to the outside, each in front of those that it holds, and then what is encrypted. */
    private void write(Content entity, OutputStream to) throws IOException {
        long behind = content.tagBytes() == 0 ? 0 : 2L + content.tagBytes();
        byte[] octets = Der.head(IMPLICIT_0, encryptedBytes);
        byte[] algorithm = content.algorithm().getEncoded("DER");
        byte[] info =
                Der.head(Der.SEQUENCE, SignerForm.DATA.length + algorithm.length + octets.length + encryptedBytes);
        byte[] version = new ASN1Integer(version()).getEncoded();
        byte[] infos = recipients.getEncoded("DER");
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
        byte[] type = type().getEncoded();
        byte[] all = Der.head(Der.SEQUENCE, type.length + tagged.length + data.length + dataBytes);
        for (byte[] element :
                List.of(all, type, tagged, data, version, infos, info, SignerForm.DATA, algorithm, octets)) {
            to.write(element);
        }
        byte[] tag = encrypt(entity, to);
        if (content.tagBytes() > 0) {
            to.write(Der.head(OCTET_STRING, tag.length));
            to.write(tag);
        }
    }

    private ASN1ObjectIdentifier type() {
        return content.tagBytes() == 0 ? CMSObjectIdentifiers.envelopedData : CMSObjectIdentifiers.authEnvelopedData;
    }

    private int version() {
        return content.tagBytes() == 0 ? versionOfEnvelopedData(recipients) : 0;
    }

    @SuppressWarnings("NullAway") // Bouncy Castle reads null as: there are none.
    private static int versionOfEnvelopedData(ASN1Set recipients) {
        return EnvelopedData.calculateVersion(null, recipients, null);
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
