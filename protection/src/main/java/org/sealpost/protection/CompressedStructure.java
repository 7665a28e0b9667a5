package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.CompressedDataParser;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.sealpost.mail.Content;

/** Unpacks a CMS CompressedData (RFC 3274) as a stream; read only, since few programs know it. */
final class CompressedStructure {
    /** A thousand bytes of zlib can stand for a million: what comes out has a limit of its own. */
    static final long LIMIT_BYTES = 128L * 1024 * 1024;

    private static final int CHUNK_BYTES = 32 * 1024;

    private CompressedStructure() {}

    /**
     * @param sizeBytes how many bytes the structure has at most
     * @throws UnreadableMessage if it is no such structure, or unpacks to more than the limit
     */
    static Content read(InputStream cms, long sizeBytes, Spool spool) throws IOException {
        boolean read = false;
        try {
            unpack(new CmsReader(cms, sizeBytes), spool);
            Content content = spool.content();
            read = true;
            return content;
        } finally {
            if (!read) {
                spool.discard();
            }
        }
    }

    private static void unpack(CmsReader reader, Spool spool) throws IOException {
        ContentInfoParser info = reader.contentInfo();
        if (!info.getContentType().equals(CMSObjectIdentifiers.compressedData)) {
            throw new UnreadableMessage("not a compressed structure");
        }
        CompressedDataParser data =
                new CompressedDataParser((org.bouncycastle.asn1.ASN1SequenceParser) info.getContent(BERTags.SEQUENCE));
        if (!data.getCompressionAlgorithmIdentifier()
                .getAlgorithm()
                .equals(PKCSObjectIdentifiers.id_alg_zlibCompress)) {
            throw new UnreadableMessage("an unknown compression");
        }
        ContentInfoParser encapsulated = data.getEncapContentInfo();
        if (encapsulated.getContent(BERTags.OCTET_STRING) instanceof ASN1OctetStringParser octets) {
            reader.content(octets, packed -> inflate(packed, spool));
        } else {
            throw new UnreadableMessage("nothing was compressed");
        }
    }

    private static void inflate(InputStream packed, Spool spool) throws IOException {
        try (InflaterInputStream plain = new InflaterInputStream(packed)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            long total = 0;
            int count;
            while ((count = plain.read(chunk, 0, chunk.length)) > 0) {
                total += count;
                if (total > LIMIT_BYTES) {
                    throw new UnreadableMessage("compressed data unpacks to more than the house reads");
                }
                spool.write(chunk, 0, count);
            }
        }
    }
}
