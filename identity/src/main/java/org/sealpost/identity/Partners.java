package org.sealpost.identity;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;

/** The partners with whom mail goes over mutual TLS. A domain belongs to one of them at most. */
public interface Partners {
    /** There are none. */
    Partners NONE = List::of;

    /** In order of their names. */
    List<Partner> all();

    default Optional<Partner> named(String name) {
        return all().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** Whose domain this is; domains below it are others. */
    default Optional<Partner> of(Domain domain) {
        return all().stream().filter(one -> one.has(domain)).findFirst();
    }

    /** Whether anything is looked at in this direction, with anybody. */
    default boolean isOn(PartnerWay way) {
        return all().stream().anyMatch(one -> one.state(way).isOn());
    }
}
