package org.sealpost.web;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.PublicCards;
import org.sealpost.mail.MailAddress;

/**
 * The public page of a person at {@code /people/ADDRESS}, with certificate and vCard to take along. There is no list, and
 * nobody learns from the answer whether an unpublished address exists.
 */
public final class PeoplePages {
    static final String PREFIX = "/people/";
    private static final int LONGEST_PATH = 1_000;
    private static final Pattern FORM = Pattern.compile("(.+?)(\\.cer|\\.p7b|\\.vcf)?");

    private final PublicCards cards;
    private final Clock clock;
    private final String domain;

    public PeoplePages(PublicCards cards, Clock clock, String domain) {
        this.cards = cards;
        this.clock = clock;
        this.domain = domain;
    }

    /** What to send; {@code fileName} for what is to be kept. */
    record Answer(String type, byte[] body, Optional<String> fileName) {}

    /** {@code rawPath} starts with {@link #PREFIX} and is as the browser sent it. */
    Optional<Answer> answer(String rawPath) {
        if (rawPath.length() > LONGEST_PATH) {
            return Optional.empty();
        }
        try {
            String name =
                    URLDecoder.decode(rawPath.substring(PREFIX.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
            // A domain may end in .cer: what is asked for is an address first.
            Optional<PublicCards.Card> whole = find(name);
            if (whole.isPresent()) {
                return whole.map(this::page);
            }
            Matcher form = FORM.matcher(name);
            return form.matches() && form.group(2) != null
                    ? find(form.group(1)).map(card -> file(card, form.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<PublicCards.Card> find(String address) {
        try {
            return cards.find(MailAddress.parse(address), clock.instant());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Answer file(PublicCards.Card card, String ending) {
        byte[] newest = card.certificates().getFirst().der();
        String name = card.address().localPart().replaceAll("[^A-Za-z0-9._-]", "_") + ending;
        return switch (ending) {
            case ".cer" -> new Answer("application/pkix-cert", newest, Optional.of(name));
            case ".p7b" ->
                new Answer("application/pkcs7-mime; smime-type=certs-only", certsOnly(card), Optional.of(name));
            default ->
                new Answer(
                        "text/vcard; charset=utf-8",
                        card.vCard().text().getBytes(StandardCharsets.UTF_8),
                        Optional.of(name));
        };
    }

    private static byte[] certsOnly(PublicCards.Card card) {
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            List<java.security.cert.Certificate> all = new ArrayList<>();
            for (Certificate certificate : card.certificates()) {
                all.add(x509.generateCertificate(new ByteArrayInputStream(certificate.der())));
            }
            return x509.generateCertPath(all).getEncoded("PKCS7");
        } catch (CertificateException e) {
            throw new IllegalStateException("a published certificate cannot be read", e);
        }
    }

    private Answer page(PublicCards.Card card) {
        String link = PREFIX
                + java.net.URLEncoder.encode(card.address().toString(), StandardCharsets.UTF_8)
                        .replace("+", "%20");
        StringBuilder main = new StringBuilder();
        main.append("<h1 class=\"claim\">Sealed mail to ")
                .append(Html.text(card.name()))
                .append("</h1><p class=\"sub\">")
                .append(Html.text(card.address().toString()))
                .append("</p><p><a href=\"")
                .append(Html.text(link))
                .append(".vcf\">Business card with certificate</a> · <a href=\"")
                .append(Html.text(link))
                .append(".cer\">Certificate</a> · <a href=\"")
                .append(Html.text(link))
                .append(".p7b\">Certificates as PKCS #7</a></p>");
        for (Certificate certificate : card.certificates()) {
            main.append("<p>Until ")
                    .append(certificate.facts().notAfter().toString(), 0, 10)
                    .append(". SHA-256 fingerprint, to be compared by telephone:<br><code>")
                    .append(certificate.facts().fingerprint().replaceAll("(..)(?!$)", "$1 "))
                    .append("</code></p>");
        }
        return new Answer(
                "text/html; charset=utf-8",
                Html.page(domain, main.toString()).getBytes(StandardCharsets.UTF_8),
                Optional.empty());
    }
}
