package org.sealpost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SpamScore;

/** Where a message entered the house, as four columns; what was found about its sender one result in a line, and a score of a spam filter as one more that starts with a tab. */
record Origins(String kind, String name, String results, boolean suspected) {
    private static final String SUBMITTED = "submitted";
    private static final String RECEIVED = "received";
    /** What a person's filter sent on is submitted by that person; the first line of its results tells so. */
    private static final String FORWARDED = "sent on by a filter";

    /** The author whom the machine is believed that brought the message, in the first line; no result of a method begins so. */
    private static final String AUTHOR = "author is believed: ";

    private static final String INTERNAL = "internal";
    private static final String TAB = "\t";

    static Origins of(Origin origin) {
        return switch (origin) {
            case Origin.Submitted(MailAddress account) -> new Origins(SUBMITTED, account.toString(), "", false);
            case Origin.Received(String peer, AuthenticationResults sender, Optional<MailAddress> author) ->
                new Origins(
                        RECEIVED,
                        peer,
                        author.map(one -> AUTHOR + one + "\n").orElse("") + lines(sender),
                        sender.suspected());
            case Origin.Forwarded(MailAddress account, AuthenticationResults arrival) ->
                new Origins(SUBMITTED, account.toString(), FORWARDED + "\n" + lines(arrival), arrival.suspected());
            case Origin.Internal() -> new Origins(INTERNAL, "", "", false);
        };
    }

    private static String lines(AuthenticationResults sender) {
        List<String> lines = new ArrayList<>(sender.results());
        sender.spam()
                .ifPresent(score ->
                        lines.add(String.join(TAB, "", score.filter(), score.points(), String.valueOf(score.aside()))));
        return String.join("\n", lines);
    }

    private static SpamScore score(String line) {
        String[] words = line.split(TAB, -1);
        return new SpamScore(words[1], words[2], Boolean.parseBoolean(words[3]));
    }

    Origin origin() {
        return switch (kind) {
            case SUBMITTED ->
                results.startsWith(FORWARDED)
                        ? new Origin.Forwarded(MailAddress.parse(name), found(results.substring(FORWARDED.length())))
                        : new Origin.Submitted(MailAddress.parse(name));
            case RECEIVED -> received();
            case INTERNAL -> new Origin.Internal();
            default -> throw new IllegalStateException("no origin is named " + kind);
        };
    }

    private Origin received() {
        if (!results.startsWith(AUTHOR)) {
            return new Origin.Received(name, found(results));
        }
        int end = results.indexOf('\n');
        return new Origin.Received(
                name,
                found(results.substring(end)),
                Optional.of(MailAddress.parse(results.substring(AUTHOR.length(), end))));
    }

    private AuthenticationResults found(String lines) {
        return new AuthenticationResults(
                lines.lines()
                        .filter(line -> !line.isEmpty() && !line.startsWith(TAB))
                        .toList(),
                suspected,
                lines.lines().filter(line -> line.startsWith(TAB)).findFirst().map(Origins::score));
    }
}
