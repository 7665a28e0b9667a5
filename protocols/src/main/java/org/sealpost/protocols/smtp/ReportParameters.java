package org.sealpost.protocols.smtp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sealpost.mail.ReportWishes;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.ReportWishes.Returned;
import org.sealpost.mail.ReportWishes.Wish;

/** What a sender wants to be told, as MAIL and RCPT say it (RFC 3461): RET and ENVID, NOTIFY and ORCPT. */
final class ReportParameters {
    private static final int ENVID_LIMIT = 100;
    private static final int ORCPT_LIMIT = 500;
    private static final String NEVER = "NEVER";

    /** RFC 3461 section 4: only printable octets may be meant, so that nothing can end a field of a report. */
    private static final String ENCODED = "(?:[!-*,-<>-~]|\\+(?:[2-6][0-9A-F]|7[0-9A-E]))+";

    private static final Pattern XTEXT = Pattern.compile(ENCODED);
    private static final Pattern ORIGINAL = Pattern.compile("[A-Za-z0-9-]{1,20};" + ENCODED);
    /** RFC 6533 section 3: an address beyond ASCII, written as it is where the transaction allows that. */
    private static final Pattern UTF8_ORIGINAL =
            Pattern.compile("(?i:utf-8);(?:[!-*,-<>-~[^\\x00-\\x7f\\p{Cntrl}\\p{Z}]]|\\+(?:[2-6][0-9A-F]|7[0-9A-E]))+");

    private ReportParameters() {}

    static Optional<Reply> checkRet(String value) {
        return returned(value).isPresent() ? Optional.empty() : refuse("RET is FULL or HDRS");
    }

    static Optional<Reply> checkEnvid(String value) {
        return value.length() <= ENVID_LIMIT && XTEXT.matcher(value).matches()
                ? Optional.empty()
                : refuse("ENVID is xtext of at most " + ENVID_LIMIT + " characters");
    }

    static Optional<Reply> checkNotify(String value) {
        return events(value).isPresent()
                ? Optional.empty()
                : refuse("NOTIFY is NEVER, or some of SUCCESS, FAILURE and DELAY");
    }

    static Optional<Reply> checkOrcpt(String value, boolean smtpUtf8) {
        boolean good = ORIGINAL.matcher(value).matches()
                || smtpUtf8 && UTF8_ORIGINAL.matcher(value).matches();
        return good && value.length() <= ORCPT_LIMIT ? Optional.empty() : refuse("ORCPT is type;address in xtext");
    }

    private static Optional<Reply> refuse(String text) {
        return Optional.of(Reply.of(501, "5.5.4", text));
    }

    private static Optional<Returned> returned(String value) {
        return Optional.of(value.toUpperCase(Locale.ROOT))
                .filter(word -> word.equals("FULL") || word.equals("HDRS"))
                .map(Returned::valueOf);
    }

    private static Optional<Set<Event>> events(String value) {
        Set<Event> events = EnumSet.noneOf(Event.class);
        if (value.equalsIgnoreCase(NEVER)) {
            return Optional.of(events);
        }
        for (String word : value.toUpperCase(Locale.ROOT).split(",", -1)) {
            switch (word) {
                case "SUCCESS", "FAILURE", "DELAY" -> events.add(Event.valueOf(word));
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(events);
    }

    /** Of checked parameters of MAIL; without recipients. */
    static ReportWishes ofMail(PathArgument mail) {
        return new ReportWishes(
                Optional.ofNullable(mail.parameters().get("RET")).flatMap(ReportParameters::returned),
                Optional.ofNullable(mail.parameters().get("ENVID")),
                java.util.Map.of());
    }

    /** Of checked parameters of RCPT. */
    static Wish ofRcpt(PathArgument rcpt) {
        return new Wish(
                Optional.ofNullable(rcpt.parameters().get("NOTIFY")).flatMap(ReportParameters::events),
                Optional.ofNullable(rcpt.parameters().get("ORCPT")),
                Optional.empty());
    }

    /** For the next server: what goes behind MAIL, each with a space in front. */
    static String forMail(ReportWishes wishes) {
        return wishes.returned().map(part -> " RET=" + part.name()).orElse("")
                + wishes.envelopeId().map(id -> " ENVID=" + id).orElse("");
    }

    /** The same behind RCPT. */
    static String forRcpt(Wish wish, boolean utf8) {
        List<String> words = new ArrayList<>();
        wish.events().ifPresent(events -> words.add(" NOTIFY=" + words(events)));
        wish.original()
                .filter(address -> utf8 || PathArgument.isAscii(address))
                .ifPresent(address -> words.add(" ORCPT=" + address));
        return String.join("", words);
    }

    private static String words(Set<Event> events) {
        return events.isEmpty()
                ? NEVER
                : events.stream().sorted().map(Event::name).collect(Collectors.joining(","));
    }
}
