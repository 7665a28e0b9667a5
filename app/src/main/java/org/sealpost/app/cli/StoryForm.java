package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sealpost.app.MessageStories;
import org.sealpost.mail.MailQueue;
import org.sealpost.transport.Conversation;
import org.sealpost.transport.Conversation.Said;
import org.sealpost.transport.MessageStory;
import org.sealpost.transport.MessageStory.Moment;
import org.sealpost.transport.MessageStory.Page;
import org.sealpost.transport.MessageStory.Try;

/** All that is known of a message, as one page for people and as JSON. */
record StoryForm(Session session, MessageStory stories, HopsForm hops) {
    static StoryForm of(Session session, HopsForm hops) {
        return new StoryForm(session, MessageStories.of(session.house()), hops);
    }

    void tell(Collection<String> queueIds, Form form) {
        List<Page> pages =
                queueIds.stream().flatMap(id -> stories.of(id).stream()).toList();
        if (form.isJson()) {
            session.json(pages.stream().map(this::facts).toList());
        } else {
            pages.forEach(page -> text(page).forEach(session::say));
        }
    }

    private List<String> text(Page page) {
        List<String> text = new ArrayList<>(WayForm.legs(page.queueId(), page.record(), hops));
        text.add("  in the queue now");
        if (page.waiting().isEmpty()) {
            text.add("    nobody waits for it");
        }
        page.waiting().forEach(entry -> text.add("    " + words(entry)));
        text.add("  connections that it needed");
        page.tries().forEach(one -> text.add("    " + words(one)));
        text.addAll(doubts(page));
        text.add("  everything, in the order of time");
        page.moments().forEach(moment -> text.addAll(words(moment)));
        return text;
    }

    private static String words(MailQueue.Entry entry) {
        String next = entry.state() == MailQueue.State.SUSPENDED ? "" : ", next " + entry.nextAttempt();
        return entry.recipient() + ": " + QueueOptions.word(entry.state()) + ", " + entry.attempts() + " tries" + next
                + (entry.lastReason().isEmpty() ? "" : ", " + entry.lastReason());
    }

    private static String words(Try one) {
        return one.event().at() + "  " + one.event().outcome() + "; "
                + one.session()
                        .map(id -> "said in session " + id)
                        .orElse("the protocol log was off then, or there was no connection");
    }

    /** What is missing on the page is said on the page. */
    private static List<String> doubts(Page page) {
        List<String> doubts = new ArrayList<>();
        if (!page.trouble().isEmpty()) {
            doubts.add("    " + page.trouble());
        }
        for (Conversation one : page.conversations()) {
            if (one.lines().isEmpty()) {
                doubts.add("    session " + one.session()
                        + " is not in the protocol log of this machine any more; it is kept for 30 days");
            } else if (one.others() > 0) {
                doubts.add("    session " + one.session() + " carried " + one.others()
                        + " other messages, which are left out; see: sealpost protocol-log show --session "
                        + one.session());
            }
        }
        if (page.tries().stream().anyMatch(one -> one.session().isEmpty())) {
            doubts.add("    to have what is said written down from now on: sealpost protocol-log on CONNECTOR");
        }
        return doubts;
    }

    private static List<String> words(Moment moment) {
        String at = "    " + moment.at() + "  ";
        Optional<String> said =
                moment.said().map(line -> at + said(moment, line).stripTrailing());
        return said.map(List::of)
                .orElseGet(() -> moment.written()
                        .map(line -> List.of(
                                at + "record  "
                                        + line.event().action().name().toLowerCase(Locale.ROOT) + "  "
                                        + line.event().actor() + "  "
                                        + line.event().outcome(),
                                "        because: " + AuditCommand.because(line.event())))
                        .orElse(List.of()));
    }

    private static String said(Moment moment, Said line) {
        String connector = moment.conversation().map(Conversation::connector).orElse("");
        String context = line.context().isEmpty() ? "" : "  (" + line.context() + ")";
        return connector + " " + line.session() + "  " + line.event() + "  " + line.data() + context;
    }

    private Map<String, Object> facts(Page page) {
        Map<String, Object> facts = WayForm.facts(page.queueId(), page.record(), hops);
        facts.put("queue", page.waiting().stream().map(QueueCommand::facts).toList());
        facts.put("tries", page.tries().stream().map(StoryForm::facts).toList());
        facts.put(
                "conversations",
                page.conversations().stream().map(StoryForm::facts).toList());
        facts.put("trouble", page.trouble());
        facts.put("moments", page.moments().stream().map(StoryForm::facts).toList());
        return facts;
    }

    private static Map<String, Object> facts(Try one) {
        return Map.of(
                "at", one.event().at().toString(),
                "outcome", one.event().outcome(),
                "words", AuditCommand.because(one.event()),
                "session", one.session().orElse(""));
    }

    private static Map<String, Object> facts(Conversation one) {
        return Map.of(
                "session", one.session(),
                "connector", one.connector(),
                "lines", one.lines().size(),
                "otherMessages", one.others());
    }

    private static Map<String, Object> facts(Moment moment) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("at", moment.at().toString());
        moment.written().ifPresent(line -> {
            facts.put("kind", "record");
            facts.put("sequence", line.sequence());
            facts.put("action", line.event().action().name().toLowerCase(Locale.ROOT));
            facts.put("outcome", line.event().outcome());
        });
        moment.said().ifPresent(line -> {
            facts.put("kind", "said");
            facts.put("session", line.session());
            facts.put("sequence", line.sequence());
            facts.put("event", line.event());
            facts.put("data", line.data());
            facts.put("context", line.context());
        });
        return facts;
    }
}
