package org.sealpost.protocols.arc;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.sealpost.identity.DomainKey;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/** Adds a link to the chain of those who passed a message on (RFC 8617 section 5.1). */
public final class ArcSealing {
    /** Those of RFC 6376 section 5.4.1, with the signatures that a next one may ask about. */
    private static final List<String> FIELDS = List.of(
            "from",
            "subject",
            "date",
            "to",
            "cc",
            "reply-to",
            "message-id",
            "in-reply-to",
            "references",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "list-id",
            "list-post",
            "list-unsubscribe",
            "dkim-signature");

    private static final String FOLD = "\r\n\t";
    private static final int LINE_LENGTH = 72;

    private final DomainKey key;
    private final PrivateKey privateKey;

    public ArcSealing(DomainKey key, PrivateKey privateKey) {
        this.key = key;
        this.privateKey = privateKey;
    }

    /** How many links a chain has, whole or not. */
    public static int seals(HeaderSection header) {
        return ArcSet.count(header);
    }

    /**
     * The three fields, newest first, with CRLF between their lines and none at the end. The chain before must be whole.
     *
     * @param authority who found the results
     */
    public String seal(Content content, String authority, AuthenticationResults arrival, Instant now)
            throws BrokenChainBefore {
        HeaderSection header = HeaderSection.of(content);
        List<ArcSet> before = before(header);
        int number = before.size() + 1;
        String results = ArcSet.RESULTS + ": i=" + number + "; " + authority + ";" + FOLD
                + String.join(";" + FOLD, arrival.results());
        String message = message(header, content, number, now);
        List<String> chain = new ArrayList<>();
        for (ArcSet set : before) {
            for (HeaderField field : List.of(set.results(), set.message(), set.seal())) {
                chain.add(CanonicalFields.relaxed(CanonicalFields.text(field)));
            }
        }
        chain.add(CanonicalFields.relaxed(results));
        chain.add(CanonicalFields.relaxed(message));
        String seal = ArcSet.SEAL + ": i=" + number + "; a=rsa-sha256; t=" + now.getEpochSecond() + "; cv="
                + (before.isEmpty() ? "none" : "pass") + ";" + FOLD + named();
        String signed = seal + signature(String.join("\r\n", chain) + "\r\n" + CanonicalFields.relaxed(seal));
        return String.join("\r\n", signed, message, results);
    }

    /** The chain that should be continued cannot be read. */
    public static final class BrokenChainBefore extends Exception {
        private static final long serialVersionUID = 1;

        BrokenChainBefore(BrokenChain cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static List<ArcSet> before(HeaderSection header) throws BrokenChainBefore {
        try {
            return ArcSet.of(header);
        } catch (BrokenChain e) {
            throw new BrokenChainBefore(e);
        }
    }

    private String message(HeaderSection header, Content content, int number, Instant now) {
        List<String> names = present(header);
        String hash = Base64.getEncoder().encodeToString(BodyHash.of(content.from(header.lengthBytes()), true));
        String field = ArcSet.MESSAGE + ": i=" + number + "; a=rsa-sha256; c=relaxed/relaxed; t="
                + now.getEpochSecond() + ";" + FOLD + "h=" + String.join(":" + FOLD, names) + ";" + FOLD + "bh=" + hash
                + ";" + FOLD + named();
        return field + signature(CanonicalFields.covered(header, names, true) + CanonicalFields.relaxed(field));
    }

    private String named() {
        return "d=" + key.domain() + "; s=" + key.selector() + ";" + FOLD + "b=";
    }

    /** Each name as often as the message has it. */
    private static List<String> present(HeaderSection header) {
        return FIELDS.stream()
                .flatMap(name ->
                        header.all(name).stream().map(field -> field.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private String signature(String covered) {
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(privateKey);
            signer.update(covered.getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder()
                    .encodeToString(signer.sign())
                    .replaceAll("(.{" + LINE_LENGTH + "})(?=.)", "$1" + FOLD);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of a domain does not sign", e);
        }
    }
}
