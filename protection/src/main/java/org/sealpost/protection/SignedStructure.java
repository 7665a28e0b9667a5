package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.OtherRevocationInfoFormat;
import org.bouncycastle.asn1.cms.SignedDataParser;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.sealpost.mail.Content;

/**
 * A CMS SignedData as read (RFC 5652 section 5), with the content in a spool if it carries one.
 *
 * @param certificates DER, those that are X.509
 * @param crls DER, that came with the signature; ocspAnswers likewise (RFC 5652 section 10.2.1, RFC 5940)
 */
record SignedStructure(
        Optional<Content> content,
        List<byte[]> certificates,
        List<byte[]> crls,
        List<byte[]> ocspAnswers,
        List<SignerInfo> signers) {
    private static final int CERTIFICATES_LIMIT = 1_000;

    /** Each of them costs a verification and a path. */
    private static final int SIGNERS_LIMIT = 20;

    /**
     * @param sizeBytes how many bytes the structure has at most
     */
    static SignedStructure read(InputStream cms, long sizeBytes, Path spoolFolder) throws IOException {
        Spool spool = new Spool(spoolFolder, 0);
        boolean read = false;
        try {
            SignedStructure structure = read(cms, sizeBytes, spool);
            read = true;
            return structure;
        } finally {
            if (!read) {
                spool.discard();
            }
        }
    }

    private static SignedStructure read(InputStream cms, long sizeBytes, Spool spool) throws IOException {
        CmsReader reader = new CmsReader(cms, sizeBytes);
        ContentInfoParser info = reader.contentInfo();
        if (!info.getContentType().equals(CMSObjectIdentifiers.signedData)) {
            throw new UnreadableMessage("not a signed structure");
        }
        SignedDataParser data = SignedDataParser.getInstance(info.getContent(BERTags.SEQUENCE));
        reader.each(data.getDigestAlgorithms(), CERTIFICATES_LIMIT, "digest algorithms", algorithm -> {});
        ContentInfoParser encapsulated = data.getEncapContentInfo();
        if (!encapsulated.getContentType().equals(CMSObjectIdentifiers.data)) {
            throw new UnreadableMessage("the signed content is no mail");
        }
        Optional<Content> content = content(reader, encapsulated, spool);
        List<byte[]> certificates = new ArrayList<>();
        reader.each(data.getCertificates(), CERTIFICATES_LIMIT, "certificates", element -> {
            if (element instanceof ASN1Sequence certificate) {
                certificates.add(certificate.getEncoded());
            }
        });
        List<byte[]> crls = new ArrayList<>();
        List<byte[]> ocspAnswers = new ArrayList<>();
        reader.each(data.getCrls(), CERTIFICATES_LIMIT, "revocation lists", element -> {
            if (element instanceof ASN1Sequence list) {
                crls.add(list.getEncoded());
            } else if (element instanceof ASN1TaggedObject other && other.hasContextTag(1)) {
                ocspAnswer(other).ifPresent(ocspAnswers::add);
            }
        });
        List<SignerInfo> signers = new ArrayList<>();
        reader.each(
                data.getSignerInfos(),
                SIGNERS_LIMIT,
                "signers",
                element -> signers.add(SignerInfo.getInstance(element)));
        return new SignedStructure(content, certificates, crls, ocspAnswers, signers);
    }

    /** What cannot be read is no answer; whoever judges it finds out the rest. */
    private static Optional<byte[]> ocspAnswer(ASN1TaggedObject other) throws IOException {
        try {
            OtherRevocationInfoFormat format = OtherRevocationInfoFormat.getInstance(other, false);
            return format.getInfoFormat().equals(CMSObjectIdentifiers.id_ri_ocsp_response)
                    ? Optional.of(format.getInfo().toASN1Primitive().getEncoded())
                    : Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static Optional<Content> content(CmsReader reader, ContentInfoParser encapsulated, Spool spool)
            throws IOException {
        if (!(encapsulated.getContent(BERTags.OCTET_STRING) instanceof ASN1OctetStringParser octets)) {
            return Optional.empty();
        }
        reader.content(octets, in -> in.transferTo(spool));
        return Optional.of(spool.content());
    }
}
