package org.sealpost.protocols.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Cache;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Questions to the domain name system, whose answers are kept for as long as they say. */
public final class Dns {
    private static final int CACHE_ENTRIES = 10_000;

    private final Resolver resolver;
    private final Cache cache = new Cache();

    public Dns(Resolver resolver) {
        this.resolver = resolver;
        cache.setMaxEntries(CACHE_ENTRIES);
    }

    /** With the name servers that this machine uses. */
    public static Dns system() {
        return new Dns(Lookup.getDefaultResolver());
    }

    /** There was no answer, which is not the answer that there is nothing. */
    public static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1;

        Unanswered(String message) {
            super(message);
        }
    }

    /**
     * A look-up of a whole name: no search path, no hosts file. Its result stands in it after {@link Lookup#run}.
     *
     * @param type such as {@link Type#MX}
     * @return empty if it is no name for the DNS
     */
    public Optional<Lookup> question(String name, int type) {
        try {
            Lookup lookup = new Lookup(Name.fromString(name, Name.root), type);
            lookup.setResolver(resolver);
            lookup.setCache(cache);
            lookup.setSearchPath(new Name[0]);
            lookup.setHostsFileParser(null);
            return Optional.of(lookup);
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    /** The records of this name and type; none if there are none or it is no name. */
    public List<Record> records(String name, int type) throws Unanswered {
        Optional<Lookup> lookup = question(name, type);
        if (lookup.isEmpty()) {
            return List.of();
        }
        Record[] found = lookup.get().run();
        return switch (lookup.get().getResult()) {
            case Lookup.SUCCESSFUL -> List.of(found);
            case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> List.of();
            default ->
                throw new Unanswered("no answer from the DNS about " + name + ": "
                        + lookup.get().getErrorString());
        };
    }

    /** The TXT records of this name, the parts of each in one. */
    public List<String> texts(String name) throws Unanswered {
        List<String> texts = new ArrayList<>();
        for (Record record : records(name, Type.TXT)) {
            if (record instanceof TXTRecord text) {
                texts.add(String.join("", text.getStrings()));
            }
        }
        return texts;
    }
}
