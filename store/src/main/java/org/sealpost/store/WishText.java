package org.sealpost.store;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.ReportWishes;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.ReportWishes.Returned;
import org.sealpost.mail.ReportWishes.Wish;

/** What a sender wants to be told, as words with spaces between; only addresses may have spaces, and stand last. */
final class WishText {
    private static final String NOTHING = "-";
    private static final String NEVER = "NEVER";

    private WishText() {}

    /** What was said of the message; empty if nothing was. */
    static Optional<String> ofMessage(ReportWishes wishes) {
        return wishes.returned().isEmpty() && wishes.envelopeId().isEmpty()
                ? Optional.empty()
                : Optional.of(wishes.returned().map(Returned::name).orElse(NOTHING) + " "
                        + wishes.envelopeId().orElse(NOTHING));
    }

    /** What was said of one recipient; empty if nothing was. */
    static Optional<String> ofRecipient(Wish wish) {
        return wish.equals(Wish.NONE)
                ? Optional.empty()
                : Optional.of(String.join(
                        " ",
                        wish.events().map(WishText::events).orElse(NOTHING),
                        wish.original().orElse(NOTHING),
                        wish.named().map(MailAddress::toString).orElse(NOTHING)));
    }

    private static String events(Set<Event> events) {
        return events.isEmpty() ? NEVER : events.stream().map(Event::name).collect(Collectors.joining(","));
    }

    static Wish recipient(@Nullable String text) {
        if (text == null) {
            return Wish.NONE;
        }
        String[] words = text.split(" ", 3);
        return new Wish(
                word(words[0]).map(WishText::events),
                word(words[1]),
                word(words[2]).map(MailAddress::parse));
    }

    private static Set<Event> events(String text) {
        Set<Event> events = EnumSet.noneOf(Event.class);
        if (!text.equals(NEVER)) {
            Arrays.stream(text.split(",")).map(Event::valueOf).forEach(events::add);
        }
        return events;
    }

    static ReportWishes message(@Nullable String text, Map<MailAddress, Wish> recipients) {
        if (text == null) {
            return recipients.isEmpty()
                    ? ReportWishes.NONE
                    : new ReportWishes(Optional.empty(), Optional.empty(), recipients);
        }
        String[] words = text.split(" ", 2);
        return new ReportWishes(word(words[0]).map(Returned::valueOf), word(words[1]), recipients);
    }

    private static Optional<String> word(String word) {
        return word.equals(NOTHING) ? Optional.empty() : Optional.of(word);
    }

    /** All of it: a line for the message, and one for each recipient in their order. */
    static String whole(List<MailAddress> recipients, ReportWishes wishes) {
        return ofMessage(wishes).orElse("") + "\n"
                + recipients.stream()
                        .map(recipient -> ofRecipient(wishes.of(recipient)).orElse(""))
                        .collect(Collectors.joining("\n"));
    }

    static ReportWishes whole(List<MailAddress> recipients, @Nullable String text) {
        if (text == null) {
            return ReportWishes.NONE;
        }
        String[] lines = text.split("\n", -1);
        Map<MailAddress, Wish> wishes = new HashMap<>();
        for (int i = 0; i < recipients.size(); i++) {
            wishes.put(recipients.get(i), recipient(filled(lines[i + 1])));
        }
        return message(filled(lines[0]), wishes);
    }

    private static @Nullable String filled(String line) {
        return line.isEmpty() ? null : line;
    }
}
