package org.sealpost.web;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Directory;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpKeys;
import org.sealpost.identity.RelayDomains;
import org.sealpost.identity.WebKey;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * Publishes the OpenPGP keys of our people as a Web Key Directory: {@code https://openpgpkey.DOMAIN/.well-known/openpgpkey/DOMAIN/hu/}
 * and {@code https://DOMAIN/.well-known/openpgpkey/hu/}. Whoever asks must know the address; there is no list.
 */
public final class KeyPages {
    private static final int LONGEST_PATH = 600;
    private static final Pattern FORM = Pattern.compile("(?:([A-Za-z0-9.-]{1,253})/)?(policy|hu/([a-z0-9]{32}))");

    private final Directory directory;
    private final OpenPgpKeys keys;
    private final RelayDomains behind;
    private final BooleanSupplier published;

    /**
     * @param behind domains of which people have keys here and their mailboxes elsewhere
     * @param published whether the organisation wants it
     */
    public KeyPages(Directory directory, RelayDomains behind, OpenPgpKeys keys, BooleanSupplier published) {
        this.directory = directory;
        this.behind = behind;
        this.keys = keys;
        this.published = published;
    }

    /**
     * What to send.
     *
     * @param path as the program sent it, starting with {@link WebKey#PREFIX}
     * @param query as it was sent, "" for none; {@code l=} names the local part
     * @param host whom it asked: the domain in the direct method
     * @return a transferable public key, or nothing for the policy; empty if there is no such key
     */
    Optional<byte[]> answer(String path, String query, String host) {
        if (path.length() > LONGEST_PATH || !published.getAsBoolean()) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(path.substring(WebKey.PREFIX.length()));
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Domain domain = new Domain(form.group(1) == null ? host.replaceFirst(":\\d+$", "") : form.group(1));
            if (!directory.isAccepted(domain) && behind.of(domain).isEmpty()) {
                return Optional.empty();
            }
            return form.group(3) == null ? Optional.of(new byte[0]) : key(domain, query, form.group(3));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> key(Domain domain, String query, String hash) {
        String localPart = query.startsWith("l=") ? URLDecoder.decode(query.substring(2), StandardCharsets.UTF_8) : "";
        // Without the name everybody's would have to be hashed for each question.
        if (localPart.isEmpty() || !WebKey.hash(localPart).equals(hash)) {
            return Optional.empty();
        }
        MailAddress address = new MailAddress(localPart, domain);
        List<OpenPgpKey> found = directory.account(address).stream()
                .flatMap(account -> keys.owned(account.address().key()).stream())
                .map(OpenPgpKeys.Owned::key)
                .filter(key -> key.facts().names(address))
                .filter(key -> key.facts().status() == CertificateStatus.ACTIVE
                        || key.facts().status() == CertificateStatus.REVOKED)
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        // The one to use first; then those of which others must learn that they are revoked.
        found.stream().filter(KeyPages::isActive).map(OpenPgpKey::bytes).forEach(all::writeBytes);
        found.stream().filter(key -> !isActive(key)).map(OpenPgpKey::bytes).forEach(all::writeBytes);
        return Optional.of(all.toByteArray());
    }

    private static boolean isActive(OpenPgpKey key) {
        return key.facts().status() == CertificateStatus.ACTIVE;
    }
}
