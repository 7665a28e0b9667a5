package org.sealpost.identity;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/**
 * A business card with certificates, in the form that address books exchange (vCard 3.0, RFC 2426; what 4.0 of RFC 6350 calls
 * otherwise is read, too).
 *
 * @param certificates DER
 */
public record VCard(
        String name, Optional<String> organisation, List<MailAddress> addresses, List<byte[]> certificates) {
    private static final int LIMIT_CHARACTERS = 1024 * 1024;
    private static final int LINE = 75;

    public VCard {
        addresses = List.copyOf(addresses);
        certificates = List.copyOf(certificates);
    }

    public static boolean isVCard(String text) {
        return text.stripLeading().toUpperCase(Locale.ROOT).startsWith("BEGIN:VCARD");
    }

    /** The first card of a file. Throws {@link IllegalArgumentException} if there is none with a mail address. */
    public static VCard parse(String text) {
        if (text.length() > LIMIT_CHARACTERS || !isVCard(text)) {
            throw new IllegalArgumentException("expected a vCard of at most " + LIMIT_CHARACTERS + " characters");
        }
        String name = "";
        Optional<String> organisation = Optional.empty();
        List<MailAddress> addresses = new ArrayList<>();
        List<byte[]> certificates = new ArrayList<>();
        // A line that begins with white space goes on with the line before (RFC 2425 section 5.8.1).
        for (String line : text.replaceAll("\\r?\\n[ \\t]", "").split("\\r?\\n", -1)) {
            int colon = line.indexOf(':');
            String head = colon < 0 ? "" : line.substring(0, colon).toUpperCase(Locale.ROOT);
            String value = line.substring(colon + 1);
            switch (head.replaceFirst("^[^.;]*\\.", "").replaceFirst(";.*", "")) {
                case "FN" -> name = unescaped(value);
                case "ORG" -> organisation = Optional.of(unescaped(value.split(";", 2)[0]));
                case "EMAIL" -> addresses.add(MailAddress.parse(value.replaceFirst("(?i)^mailto:", "")));
                case "KEY" -> certificates.add(bytes(value));
                case "END" -> {
                    return checked(name, organisation, addresses, certificates);
                }
                default -> {
                    // What else a card tells is not kept.
                }
            }
        }
        throw new IllegalArgumentException("the vCard has no END");
    }

    private static VCard checked(
            String name, Optional<String> organisation, List<MailAddress> addresses, List<byte[]> certificates) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("the vCard names no mail address");
        }
        return new VCard(
                name.isEmpty() ? addresses.getFirst().localPart() : name, organisation, addresses, certificates);
    }

    private static byte[] bytes(String value) {
        int data = value.indexOf("base64,");
        return Base64.getMimeDecoder().decode(data < 0 ? value : value.substring(data + "base64,".length()));
    }

    private static String unescaped(String value) {
        return value.replaceAll("\\\\[nN]", " ").replaceAll("\\\\(.)", "$1").strip();
    }

    /** The card as a file, with lines of at most 75 characters that end in CR LF. */
    public String text() {
        StringBuilder card = new StringBuilder();
        line(card, "BEGIN:VCARD");
        line(card, "VERSION:3.0");
        line(card, "FN:" + escaped(name));
        int space = name.lastIndexOf(' ');
        line(
                card,
                space < 0
                        ? "N:" + escaped(name) + ";;;;"
                        : "N:" + escaped(name.substring(space + 1)) + ";" + escaped(name.substring(0, space)) + ";;;");
        organisation.ifPresent(value -> line(card, "ORG:" + escaped(value)));
        addresses.forEach(address -> line(card, "EMAIL;TYPE=INTERNET:" + address));
        certificates.forEach(certificate ->
                line(card, "KEY;ENCODING=b;TYPE=X509:" + Base64.getEncoder().encodeToString(certificate)));
        line(card, "END:VCARD");
        return card.toString();
    }

    private static String escaped(String value) {
        return value.replaceAll("([\\\\,;])", "\\\\$1").replaceAll("[\\r\\n]+", " ");
    }

    private static void line(StringBuilder card, String text) {
        int at = 0;
        int room = LINE;
        while (text.length() - at > room) {
            // Half of a character outside the basic plane would be none.
            int end = Character.isHighSurrogate(text.charAt(at + room - 1)) ? at + room - 1 : at + room;
            card.append(text, at, end).append("\r\n ");
            at = end;
            room = LINE - 1;
        }
        card.append(text, at, text.length()).append("\r\n");
    }
}
