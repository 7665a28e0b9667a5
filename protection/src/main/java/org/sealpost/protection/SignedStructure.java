package org.sealpost.protection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1SetParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.SignedDataParser;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.sealpost.mail.Content;

/**
 * A CMS SignedData as read (RFC 5652 section 5), with the content in a spool if it carries one.
 *
 * @param certificates DER, those that are X.509
 */
record SignedStructure(Optional<Content> content, List<byte[]> certificates, List<SignerInfo> signers) {
    private static final int ELEMENTS_LIMIT = 1_000;

    static SignedStructure read(InputStream cms, Spool spool) throws IOException {
        ASN1StreamParser parser = new ASN1StreamParser(new BufferedInputStream(cms, Jca.CHUNK_BYTES));
        ContentInfoParser info = new ContentInfoParser((ASN1SequenceParser) parser.readObject());
        if (!info.getContentType().equals(CMSObjectIdentifiers.signedData)) {
            throw new UnreadableMessage("not a signed structure");
        }
        SignedDataParser data = SignedDataParser.getInstance(info.getContent(BERTags.SEQUENCE));
        elements(data.getDigestAlgorithms());
        ContentInfoParser encapsulated = data.getEncapContentInfo();
        if (!encapsulated.getContentType().equals(CMSObjectIdentifiers.data)) {
            throw new UnreadableMessage("the signed content is no mail");
        }
        Optional<Content> content = content(encapsulated, spool);
        List<byte[]> certificates = new ArrayList<>();
        for (ASN1Encodable element : elements(data.getCertificates())) {
            if (element.toASN1Primitive() instanceof org.bouncycastle.asn1.ASN1Sequence certificate) {
                certificates.add(certificate.getEncoded());
            }
        }
        elements(data.getCrls());
        List<SignerInfo> signers = elements(data.getSignerInfos()).stream()
                .map(element -> SignerInfo.getInstance(element.toASN1Primitive()))
                .toList();
        return new SignedStructure(content, certificates, signers);
    }

    private static Optional<Content> content(ContentInfoParser encapsulated, Spool spool) throws IOException {
        if (!(encapsulated.getContent(BERTags.OCTET_STRING) instanceof ASN1OctetStringParser octets)) {
            return Optional.empty();
        }
        try (InputStream in = octets.getOctetStream()) {
            in.transferTo(spool);
        }
        return Optional.of(spool.content());
    }

    private static List<ASN1Encodable> elements(@org.jspecify.annotations.Nullable ASN1SetParser set)
            throws IOException {
        List<ASN1Encodable> elements = new ArrayList<>();
        ASN1Encodable next;
        while (set != null && (next = set.readObject()) != null) {
            if (elements.size() == ELEMENTS_LIMIT) {
                throw new UnreadableMessage("more certificates or signers than the house reads");
            }
            elements.add(next.toASN1Primitive());
        }
        return elements;
    }
}
