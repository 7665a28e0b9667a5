package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/** People's own filters, each with its earlier versions, and whom they answered by themselves. They go with the person. */
public interface FilterScripts {
    /**
     * A filter as it is now, or was.
     *
     * @param version counts from 1 for each name
     * @param changedBy as the audit log names them
     */
    record Stored(String name, int version, String text, Instant changedAt, String changedBy) {}

    /**
     * What holds for all filters of one person.
     *
     * @param active the name of the filter that runs; none if mail lies in the INBOX
     * @param readsOpened whether filters look into what came encrypted and was opened by the house
     */
    record Settings(Optional<String> active, boolean readsOpened) {
        public static final Settings DEFAULT = new Settings(Optional.empty(), true);
    }

    /** All of a person in their newest version, by name. */
    List<Stored> list(MailAddress owner);

    Optional<Stored> find(MailAddress owner, String name);

    /** All versions that are kept, the newest first. */
    List<Stored> history(MailAddress owner, String name);

    Settings settings(MailAddress owner);

    /** The one that runs. */
    default Optional<Stored> active(MailAddress owner) {
        return settings(owner).active().flatMap(name -> find(owner, name));
    }

    /** Makes a new version; the number in it does not count. The oldest versions go. */
    Change putting(MailAddress owner, Stored script);

    Change setting(MailAddress owner, Settings settings);

    /** Removes a filter with its versions. If it was the active one, none is. */
    Change removing(MailAddress owner, String name);

    /** Gives a filter another name. It stays active if it was. */
    Change renaming(MailAddress owner, String name, String other);

    /** Whether this answer went to the sender at this time or later. */
    boolean isAnswered(MailAddress owner, MailAddress sender, String answer, Instant since);

    /** Remembers that it went; {@code answer} tells it from others. */
    Change answering(MailAddress owner, MailAddress sender, String answer, Instant at);
}
