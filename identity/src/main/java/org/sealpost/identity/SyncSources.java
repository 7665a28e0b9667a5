package org.sealpost.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/** The other directories, and what became of their entries here. What a method wrote is on disk when it returns. */
public interface SyncSources {
    List<SyncSource> all();

    Optional<SyncSource> find(String name);

    void add(SyncSource source);

    /** The people who came from there stay. */
    void remove(String name);

    SyncSource.State state(String name);

    void setState(String name, SyncSource.State state);

    /** By the id that an entry has there. */
    Map<String, Roster.Link> links(String name);

    /** Adds or replaces these. */
    void link(String name, List<Roster.Link> links);

    /** Forgets these ids. */
    void unlink(String name, List<String> ids);

    /** Where an account came from; empty for one that was made here. */
    Optional<SyncSource.Origin> origin(MailAddress account);
}
