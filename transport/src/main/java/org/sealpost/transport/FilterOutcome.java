package org.sealpost.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.identity.FilterScripts;
import org.sealpost.mail.Change;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Sha256;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AutomaticReplyFacts;
import org.sealpost.policy.AutomaticReplyFacts.Kind;
import org.sealpost.policy.AutomaticReplyPolicy;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.FilterRule;
import org.sealpost.policy.Finding;
import org.sealpost.transport.sieve.FilterAction;
import org.sealpost.transport.sieve.FilterResult;
import org.sealpost.transport.sieve.Value;

/**
 * What of a filter's wishes is done. Whatever cannot be done as wished leaves the message in the INBOX; nothing that came
 * encrypted goes anywhere less protected. Not for more than one thread.
 */
final class FilterOutcome {
    private static final Duration FAULT_EVERY = Duration.ofDays(1);
    private static final int REASON_LIMIT = 400;

    private final Filters.Arrival arrival;
    private final FilterScripts.Stored script;
    private final FilterScripts scripts;
    private final Filters.Way way;
    private final Instant now;
    private final FilterPlaces places = new FilterPlaces();
    private final List<Finding> because = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private Change change = Change.none();
    private Optional<String> rejection = Optional.empty();

    FilterOutcome(Filters.Arrival arrival, FilterScripts.Stored script, FilterScripts scripts, Filters.Way way) {
        this.arrival = arrival;
        this.script = script;
        this.scripts = scripts;
        this.way = way;
        this.now = way.clock().instant();
        because.add(Finding.of(FilterRule.FILTER_OF_THE_OWNER, script.name(), script.version()));
    }

    void take(FilterResult result) {
        result.notEvaluated().forEach(test -> because.add(Finding.of(FilterRule.FILTER_TEST_NOT_EVALUATED, test)));
        for (FilterAction action : result.actions()) {
            switch (action) {
                case FilterAction.Store store -> store(store);
                case FilterAction.Redirect redirect -> redirect(redirect.address());
                case FilterAction.Reject reject -> reject(reject.reason());
                case FilterAction.Vacation vacation -> answer(vacation);
            }
        }
        if (result.actions().isEmpty()) {
            words.add("thrown away");
        }
    }

    /** The message stays, and its owner is told, once a day at most. */
    void failed(String fault) {
        stays(Finding.of(FilterRule.FILTER_FAILED, fault));
        MailAddress owner = arrival.account().address();
        if (scripts.isAnswered(owner, owner, "fault", now.minus(FAULT_EVERY))) {
            return;
        }
        MailObject note = mails().note(
                        arrival.account(),
                        "Your filter could not be run",
                        "Your filter \"" + script.name() + "\" could not be run over a message that came for you ("
                                + arrival.mail().queueId() + "):\n\n  " + fault
                                + "\n\nThe message lies in your INBOX. Others that the filter cannot deal with do, too, until you"
                                + " change it. You get this note once a day at most.\n");
        sends(note);
        change = change.and(scripts.answering(owner, owner, "fault", now));
    }

    private void stays(Finding why) {
        because.add(why);
        places.addInbox();
    }

    private void store(FilterAction.Store store) {
        String folder = store.folder().text();
        if (store.folder().secret()) {
            stays(Finding.of(FilterRule.FILTER_TEXT_STAYS_INSIDE, "fileinto"));
        } else if (!FilterPlaces.isName(folder)) {
            stays(Finding.of(FilterRule.FILTER_FAILED, "no folder can have the name \"" + printable(folder) + "\""));
        } else {
            places.add(folder, store.flags());
        }
    }

    private void redirect(Value address) {
        Optional<MailAddress> target = parsed(address.text());
        if (address.secret()) {
            stays(Finding.of(FilterRule.FILTER_TEXT_STAYS_INSIDE, "redirect"));
        } else if (target.isEmpty()) {
            stays(Finding.of(FilterRule.FILTER_FAILED, "\"" + printable(address.text()) + "\" is no mail address"));
        } else if (ForwardedMail.hasBeenSentOnBy(arrival)) {
            stays(Finding.of(FilterRule.FILTER_LOOP, arrival.account().address()));
        } else {
            sendOn(target.get());
        }
    }

    private void sendOn(MailAddress target) {
        Acceptance.Admission admission = way.acceptance()
                .recipient(new Origin.Forwarded(arrival.account().address()), target);
        Optional<String> refusal = admission.decision().verdict() instanceof AcceptanceVerdict.Refuse refuse
                ? Optional.of(refuse.text())
                : Optional.empty();
        if (refusal.isPresent() || admission.deliverTo().isEmpty()) {
            stays(Finding.of(FilterRule.FILTER_REDIRECT_REFUSED, target, refusal.orElse("nobody is behind it")));
            return;
        }
        MailObject forwarded =
                ForwardedMail.of(arrival, admission.deliverTo(), way.queueIds().get(), now);
        Optional<Preview.Plan> refused = way.preview().of(forwarded).stream()
                .filter(Preview.Plan::isRefused)
                .findFirst();
        if (refused.isPresent()) {
            String why = Explanation.sentences(refused.get().protection().because(), Locale.ENGLISH);
            stays(Finding.of(FilterRule.FILTER_REDIRECT_REFUSED, target, why));
            return;
        }
        sends(forwarded);
        words.add("sent on to " + target + " as " + forwarded.queueId());
        if (forwarded.envelope().reversePath().isEmpty()) {
            // Nobody would hear of it if it did not arrive.
            places.addInbox();
        }
    }

    private void reject(Value reason) {
        Decision<Boolean> decision = decide(Kind.REJECTION, List.of(), false);
        if (!decision.verdict()) {
            because.addAll(decision.because());
            places.addInbox();
            return;
        }
        String text = printable(reason.text());
        if (reason.secret()) {
            because.add(Finding.of(FilterRule.FILTER_TEXT_STAYS_INSIDE, "reject"));
            text = "";
        }
        rejection = Optional.of("the recipient does not want this message" + (text.isEmpty() ? "" : ": " + text));
        words.add("back to the sender");
    }

    private void answer(FilterAction.Vacation vacation) {
        boolean secret = vacation.reason().secret()
                || vacation.subject().map(Value::secret).orElse(false)
                || vacation.from().map(Value::secret).orElse(false);
        if (secret) {
            because.add(Finding.of(FilterRule.FILTER_TEXT_STAYS_INSIDE, "vacation"));
            return;
        }
        MailAddress owner = arrival.account().address();
        String answer = Sha256.hex(vacation.handle());
        boolean before = arrival.mail()
                .envelope()
                .reversePath()
                .filter(sender ->
                        scripts.isAnswered(owner, sender, answer, now.minus(Duration.ofDays(vacation.days()))))
                .isPresent();
        Decision<Boolean> decision = decide(Kind.VACATION, vacation.addresses(), before);
        if (!decision.verdict()) {
            because.addAll(decision.because());
            return;
        }
        MailAddress sender = arrival.mail().envelope().reversePath().orElseThrow();
        MailObject reply = mails().vacation(arrival, vacation, sender);
        Optional<String> stopped = stopped(reply);
        if (stopped.isPresent()) {
            because.add(Finding.of(FilterRule.REPLY_STOPPED_BY_RULE, sender, stopped.get()));
            return;
        }
        because.addAll(decision.because());
        sends(reply);
        change = change.and(scripts.answering(owner, sender, answer, now));
        words.add("answered " + sender + " by " + reply.queueId());
    }

    /** Why a message cannot go now as the rules demand. */
    private Optional<String> stopped(MailObject mail) {
        return way.preview().of(mail).stream()
                .filter(plan -> plan.isRefused() || plan.isHeld())
                .map(plan -> Explanation.sentences(plan.protection().because(), Locale.ENGLISH))
                .findFirst();
    }

    private Decision<Boolean> decide(Kind kind, List<String> addresses, boolean before) {
        List<MailAddress> own = new ArrayList<>(arrival.account().addresses());
        addresses.stream().flatMap(text -> parsed(text).stream()).forEach(own::add);
        HeaderSection header = HeaderSection.of(arrival.mail().content());
        return AutomaticReplyPolicy.decide(new AutomaticReplyFacts(
                kind,
                arrival.mail().envelope().reversePath(),
                own,
                ReplyFields.addressees(header),
                ReplyFields.ofPrograms(header),
                arrival.suspected(),
                arrival.read().security(),
                before));
    }

    private void sends(MailObject mail) {
        change = change.and(way.queue().entering(mail)).and(new Change() {
            @Override
            public void make() {
                // The queue has it with the change before.
            }

            @Override
            public void made() {
                way.newMail().announce();
            }
        });
    }

    private AutomaticMail mails() {
        return new AutomaticMail(way.queueIds().get(), way.hostName(), now);
    }

    private static Optional<MailAddress> parsed(String text) {
        try {
            return Optional.of(MailAddress.parse(text.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String printable(String text) {
        String one = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return one.substring(0, Math.min(one.length(), REASON_LIMIT));
    }

    Filters.Filtered filtered() {
        return new Filters.Filtered(rejection.isPresent() ? List.of() : places.all(), change, rejection);
    }

    AuditEvent event() {
        List<String> all = new ArrayList<>();
        places.all().forEach(place -> all.add("into " + place.folder()));
        all.addAll(words);
        return new AuditEvent(
                now,
                AuditAction.DECIDE,
                arrival.account().address().toString(),
                arrival.mail().queueId(),
                "filter " + script.name() + ": " + String.join(", ", all),
                because);
    }
}
