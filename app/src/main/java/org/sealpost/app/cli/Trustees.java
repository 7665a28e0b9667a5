package org.sealpost.app.cli;

import java.util.Locale;
import org.sealpost.identity.Computer;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.MailAddress;

/** Whom an administrator names on the command line: somebody who is there, since a right of nobody would go unnoticed. */
final class Trustees {
    private Trustees() {}

    /**
     * The trustee in the words of the directory: {@code group lab} becomes {@code group lab@example.org}.
     *
     * @throws Mistake if there is no such group, user, computer or unit
     */
    static Trustee known(Session session, Trustee named) {
        return switch (named.kind()) {
            case EVERYONE, USERS, COMPUTERS -> named;
            case GROUP -> entry(session, named, DirectoryEntry.Group.class, "group");
            case USER -> entry(session, named, DirectoryEntry.Account.class, "person");
            case COMPUTER -> computer(session, named);
            case UNIT -> unit(session, named);
        };
    }

    private static Trustee entry(Session session, Trustee named, Class<? extends DirectoryEntry> kind, String word) {
        MailAddress address = Mistake.told(() -> session.address(named.name()));
        return session.house()
                .directory()
                .find(address)
                .filter(kind::isInstance)
                .map(found -> new Trustee(named.kind(), found.address().key()))
                .orElseThrow(() -> new Mistake(session.unknown(word, address)));
    }

    private static Trustee computer(Session session, Trustee named) {
        return session.house()
                .computers()
                .find(named.name())
                .map(Computer::hostName)
                .map(host -> new Trustee(Trustee.Kind.COMPUTER, host))
                .orElseThrow(() -> new Mistake("no computer " + named.name() + "; see: sealpost computer list"));
    }

    private static Trustee unit(Session session, Trustee named) {
        boolean isThere = session.house().directory().units().stream()
                        .map(unit -> unit.domain().name() + "/" + unit.path())
                        .anyMatch(place -> place.toLowerCase(Locale.ROOT).equals(named.name()))
                || session.house().directory().domains().stream()
                        .anyMatch(domain -> domain.name().equals(named.name()));
        if (!isThere) {
            throw new Mistake("there is no unit " + named.name()
                    + "; expected one such as example.org/Legal; see: sealpost unit list");
        }
        return named;
    }
}
