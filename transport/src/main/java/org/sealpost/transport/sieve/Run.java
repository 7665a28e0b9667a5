package org.sealpost.transport.sieve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** One script at work on one message: what it has found and wants so far. Not for more than one thread. */
final class Run {
    private static final int ACTIONS_LIMIT = 32;
    private static final int REDIRECTS_LIMIT = 5;
    private static final int FLAGS_LIMIT = 100;
    /** Steps of comparing characters; a second or so. */
    private static final long WORK_LIMIT = 200_000_000;

    private final FilterMail mail;
    private final Map<String, Value> variables = new HashMap<>();
    private final SequencedSet<String> flags = new LinkedHashSet<>();
    private final List<FilterAction> actions = new ArrayList<>();
    private final SequencedSet<String> notEvaluated = new LinkedHashSet<>();
    private List<Value> captured = List.of();
    private boolean keeps = true;
    private long work;

    Run(FilterMail mail) {
        this.mail = mail;
    }

    FilterMail mail() {
        return mail;
    }

    Value variable(String name) {
        return variables.getOrDefault(name, Value.open(""));
    }

    void set(String name, Value value) {
        variables.put(name, value);
    }

    /** What a wildcard matched last; 0 is the whole. */
    Value captured(int index) {
        return index < captured.size() ? captured.get(index) : Value.open("");
    }

    void capture(List<Value> found) {
        captured = List.copyOf(found);
    }

    /** The flags with which a message is stored from now on. */
    SequencedSet<String> flags() {
        return flags;
    }

    void checkFlags(int line) {
        if (flags.size() > FLAGS_LIMIT) {
            throw new ScriptFault(line, "a message has at most " + FLAGS_LIMIT + " flags");
        }
    }

    void add(FilterAction action, int line) {
        if (actions.contains(action)) {
            return;
        }
        boolean tooMany = actions.size() >= ACTIONS_LIMIT
                || action instanceof FilterAction.Redirect && redirects() >= REDIRECTS_LIMIT;
        if (tooMany) {
            throw new ScriptFault(
                    line, "a message gets at most " + ACTIONS_LIMIT + " actions and " + REDIRECTS_LIMIT + " redirects");
        }
        if (action instanceof FilterAction.Vacation
                && actions.stream().anyMatch(FilterAction.Vacation.class::isInstance)) {
            throw new ScriptFault(line, "vacation was done already");
        }
        actions.add(action);
    }

    private long redirects() {
        return actions.stream().filter(FilterAction.Redirect.class::isInstance).count();
    }

    /** The message need not stay in INBOX. */
    void cancelKeep() {
        keeps = false;
    }

    void notEvaluated(String what) {
        notEvaluated.add(what);
    }

    /** Counts work, so that no script holds up the mail. */
    void work(long steps, int line) {
        work += steps;
        if (work > WORK_LIMIT) {
            throw new ScriptFault(line, "the script compares too much text");
        }
    }

    FilterResult result() {
        if (keeps) {
            FilterAction keep = new FilterAction.Store(Value.open("INBOX"), List.copyOf(flags));
            if (!actions.contains(keep)) {
                actions.add(keep);
            }
        }
        boolean rejects = actions.stream().anyMatch(FilterAction.Reject.class::isInstance);
        if (rejects && actions.size() > 1) {
            throw new ScriptFault(1, "a message cannot be rejected and kept, sent on or answered as well");
        }
        return new FilterResult(actions, List.copyOf(notEvaluated));
    }
}
