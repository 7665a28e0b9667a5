package org.sealpost.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.OrganizationMarks;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.mail.Sha256;

/**
 * The mark of Domain Security for mail programs that know nothing of the metadata: fields in front of the message, closed by a
 * seal that only this organisation can make. It holds for one message in one mailbox, and for nothing else.
 */
public final class OrganizationSeal {
    private static final String SEAL = OrganizationMarks.PREFIX + "Seal";
    private static final int PIECE_BYTES = 16 * 1024;

    private final byte[] key;
    private final String hostName;

    /** {@code key}: 32 bytes that leave the house never. */
    public OrganizationSeal(byte[] key, String hostName) {
        this.key = key.clone();
        this.hostName = hostName;
    }

    /** Empty for mail that bears no mark, else the lines that go directly in front of the content; the seal is the last. */
    List<String> fields(MailObject mail, MailAddress mailbox, Content content) {
        return mail.receivedOver()
                                instanceof SessionSecurity.MutualTls(String version, String cipher, PartnerProof peer)
                        && peer.author()
                ? sealed(peer, mailbox, content)
                : List.of();
    }

    private List<String> sealed(PartnerProof peer, MailAddress mailbox, Content content) {
        List<String> lines = new ArrayList<>(List.of(
                OrganizationMarks.PREFIX + "AuthAs: Partner",
                OrganizationMarks.PREFIX + "AuthDomain: " + peer.domain(),
                OrganizationMarks.PREFIX + "AuthMechanism: mutual-tls",
                OrganizationMarks.PREFIX + "AuthSource: " + hostName));
        lines.add(SEAL + ": " + seal(lines, mailbox, content));
        return lines;
    }

    /**
     * Whose mark a message bears that lies in this mailbox.
     *
     * @param message as it lies there, with all its fields
     * @return empty if it bears none, or one that was not made here, for this mailbox and this very message
     */
    public Optional<String> domain(Content message, MailAddress mailbox) {
        HeaderSection header = HeaderSection.of(message);
        List<String> lines = new ArrayList<>();
        long end = 0;
        for (HeaderField field : header.fields()) {
            end += field.raw().length;
            if (field.is(SEAL)) {
                boolean holds = MessageDigest.isEqual(
                        field.value().getBytes(StandardCharsets.US_ASCII),
                        seal(lines, mailbox, message.from(end)).getBytes(StandardCharsets.US_ASCII));
                return holds ? header.value(OrganizationMarks.PREFIX + "AuthDomain") : Optional.empty();
            }
            if (OrganizationMarks.isMark(field)) {
                lines.add(field.name() + ": " + field.value());
            }
        }
        return Optional.empty();
    }

    private String seal(List<String> lines, MailAddress mailbox, Content content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String text = String.join("\n", lines).toLowerCase(Locale.ROOT) + "\n" + mailbox.key() + "\n"
                    + HexFormat.of().formatHex(digest(content));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks HMAC with SHA-256", e);
        }
    }

    /** Of all that lies behind the seal: the header section as it was delivered, and the body. */
    private static byte[] digest(Content content) {
        MessageDigest digest = Sha256.begin();
        try {
            content.inPieces(PIECE_BYTES, (octets, from, to) -> digest.update(octets, from, to - from));
            return digest.digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
