package org.sealpost.app.cli;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.State;
import org.sealpost.mail.QueueBook.Filter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which messages of the queue are meant: one by its id, or all for which every condition holds. */
final class QueueOptions {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "One message.")
    @Nullable String id;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Whose recipients are of this domain.")
    @Nullable Domain domain;

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "From this sender.")
    @Nullable MailAddress sender;

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "To this recipient.")
    @Nullable MailAddress recipient;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those that are waiting, under-way, held (for a way to encrypt) or suspended.")
    @Nullable String state;

    @Option(names = "--reason-has", paramLabel = "TEXT", description = "Whose last reason has this text in it.")
    @Nullable String reason;

    @Option(names = "--before", paramLabel = "TIME", description = "That came in before, such as 2026-05-01T08:00:00Z.")
    @Nullable Instant before;

    Filter filter() {
        return new Filter(
                Optional.ofNullable(id),
                Optional.ofNullable(domain),
                Optional.ofNullable(sender),
                Optional.ofNullable(recipient),
                Optional.ofNullable(state).map(QueueOptions::state),
                Optional.ofNullable(reason),
                Optional.ofNullable(before));
    }

    /** For a change: nobody changes everything because a condition was forgotten. */
    Filter chosen(boolean all) {
        Filter filter = filter();
        if (filter.equals(Filter.ALL) && !all) {
            throw new Mistake("say which: an ID, conditions such as --domain, or --all");
        }
        return filter;
    }

    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static State state(String word) {
        for (State state : State.values()) {
            if (word(state).equals(word)) {
                return state;
            }
        }
        throw new Mistake("no state is called " + word + "; say waiting, under-way, held or suspended");
    }
}
