package org.sealpost.protocols.sender;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.policy.DmarcLookup;
import org.sealpost.policy.DmarcRecord;
import org.sealpost.protocols.dns.Dns;

/**
 * Finds what a domain wishes, and to which organisation it belongs: by a walk up the DNS instead of a list of public suffixes,
 * which would be out of date one day (the successor of RFC 7489 walks so, too).
 */
final class DmarcRecords {
    /** Longer names are cut to so many labels after the first question, so that nobody makes us ask for ever. */
    private static final int LABELS_LIMIT = 7;

    private final Dns dns;

    DmarcRecords(Dns dns) {
        this.dns = dns;
    }

    /** A record that was met on the walk, with its place. */
    private record Met(Domain at, DmarcRecord record) {}

    DmarcLookup of(Domain author) {
        try {
            List<Met> met = walk(author);
            Optional<Met> own =
                    met.stream().filter(one -> one.at().equals(author)).findFirst();
            Domain organisation = organisation(author, met);
            return own.or(() -> met.stream()
                            .filter(one -> one.at().equals(organisation))
                            .findFirst())
                    .<DmarcLookup>map(one -> new DmarcLookup.Published(one.record(), one.at()))
                    .orElseGet(DmarcLookup.Absent::new);
        } catch (Dns.Unanswered e) {
            return new DmarcLookup.Unanswered();
        }
    }

    /** Whether both belong to one organisation. */
    boolean isSameOrganisation(Domain author, Domain other) throws Dns.Unanswered {
        Domain organisation = organisation(author, walk(author));
        return isWithin(other, organisation) && organisation(other, walk(other)).equals(organisation);
    }

    private static boolean isWithin(Domain domain, Domain parent) {
        return domain.equals(parent) || domain.name().endsWith("." + parent);
    }

    private static Domain organisation(Domain from, List<Met> met) {
        for (Met one : met) {
            if (one.record().publicSuffix().isPresent()) {
                boolean suffix = one.record().publicSuffix().get() && !one.at().equals(from);
                return suffix ? below(one.at(), from) : one.at();
            }
        }
        return met.isEmpty() ? from : met.getLast().at();
    }

    /** The part of a domain that is one label longer than its parent. */
    private static Domain below(Domain parent, Domain domain) {
        String rest = domain.name()
                .substring(0, domain.name().length() - parent.name().length() - 1);
        return new Domain(rest.substring(rest.lastIndexOf('.') + 1) + "." + parent);
    }

    /** From the domain up to its last label. */
    private List<Met> walk(Domain from) throws Dns.Unanswered {
        List<Met> met = new ArrayList<>();
        for (Domain at : path(from)) {
            List<DmarcRecord> records = dns.texts("_dmarc." + at).stream()
                    .flatMap(text -> DmarcRecord.parse(text).stream())
                    .toList();
            // RFC 7489 section 6.6.3: of several none counts.
            if (records.size() == 1) {
                met.add(new Met(at, records.getFirst()));
            }
        }
        return met;
    }

    private static List<Domain> path(Domain from) {
        List<String> labels = List.of(from.name().split("\\.", -1));
        List<Domain> path = new ArrayList<>(List.of(from));
        for (int start = Math.max(1, labels.size() - LABELS_LIMIT); start < labels.size(); start++) {
            path.add(new Domain(String.join(".", labels.subList(start, labels.size()))));
        }
        return path;
    }
}
