package org.sealpost.pki.path;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * Which names the authorities of a path may put into certificates (RFC 5280 section 4.2.1.10, RFC 9549): each authority's limits
 * stand beside those of the authorities above it, and a name must keep all of them.
 */
final class NameLimits {
    /** Names times limits; each comparison costs, and a hostile certificate has thousands of both. */
    static final long COMPARISONS_LIMIT = 1L << 18;

    private final List<Limit> limits = new ArrayList<>();
    private long comparisons;

    /** What one authority permits and excludes. */
    private record Limit(List<GeneralName> permitted, List<GeneralName> excluded) {}

    /** A name of a certificate, in the kind whose limits it has to keep. */
    private record Named(int kind, GeneralName name) {}

    /** Thrown if names and limits are so many that they were made to keep us busy. */
    static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("more than " + COMPARISONS_LIMIT + " comparisons of names with name constraints", null, false, false);
        }
    }

    /** Adds the limits of an authority to those that hold below it; says what is wrong with the way they are written. */
    List<String> add(NameConstraints constraints) {
        List<GeneralSubtree> permitted = subtrees(constraints.getPermittedSubtrees());
        List<GeneralSubtree> excluded = subtrees(constraints.getExcludedSubtrees());
        if (permitted.isEmpty() && excluded.isEmpty()) {
            return List.of("name constraints that constrain nothing");
        }
        limits.add(new Limit(bases(permitted), bases(excluded)));
        return Stream.concat(permitted.stream(), excluded.stream())
                .flatMap(subtree -> fault(subtree).stream())
                .distinct()
                .toList();
    }

    private static List<GeneralSubtree> subtrees(GeneralSubtree @org.jspecify.annotations.Nullable [] subtrees) {
        return subtrees == null ? List.of() : Arrays.asList(subtrees);
    }

    private static List<GeneralName> bases(List<GeneralSubtree> subtrees) {
        return subtrees.stream().map(GeneralSubtree::getBase).toList();
    }

    @SuppressWarnings("IllegalCatch") // Whatever the parser throws on hostile bytes becomes one kind of fault.
    private static Optional<String> fault(GeneralSubtree subtree) {
        if (subtree.getMinimum().signum() != 0 || subtree.getMaximum() != null) {
            return Optional.of("a name constraint with a minimum or maximum");
        }
        try {
            GeneralName base = subtree.getBase();
            return switch (base.getTagNo()) {
                case GeneralName.dNSName -> bad(isHostOrEmpty(NameSyntax.text(base)), "DNS", base);
                case GeneralName.rfc822Name -> bad(isMailLimit(NameSyntax.text(base)), "mail", base);
                case GeneralName.uniformResourceIdentifier ->
                    bad(isHostOrEmpty(withoutDot(NameSyntax.text(base))), "URI", base);
                case GeneralName.iPAddress -> bad(isNetwork(NameSyntax.octets(base)), "IP", base);
                case GeneralName.directoryName -> {
                    X500Name.getInstance(base.getName()).getRDNs();
                    yield Optional.empty();
                }
                default -> Optional.empty();
            };
        } catch (RuntimeException e) {
            return Optional.of("a name constraint that cannot be read");
        }
    }

    private static Optional<String> bad(boolean good, String kind, GeneralName base) {
        return good
                ? Optional.empty()
                : Optional.of("not a " + kind + " name constraint: "
                        + base.getName().toString().replaceAll("[^ -~]", "?"));
    }

    private static boolean isHostOrEmpty(String text) {
        return text.isEmpty() || NameSyntax.isHost(text);
    }

    private static boolean isMailLimit(String text) {
        return text.contains("@") ? NameSyntax.isMailbox(text) : isHostOrEmpty(withoutDot(text));
    }

    private static String withoutDot(String text) {
        return text.startsWith(".") ? text.substring(1) : text;
    }

    /** Address and mask; the mask is ones and then zeros (RFC 4632). */
    private static boolean isNetwork(byte[] octets) {
        if (octets.length != 8 && octets.length != 32) {
            return false;
        }
        boolean ended = false;
        for (int bit = 0; bit < octets.length * 4; bit++) {
            boolean one = (octets[octets.length / 2 + bit / 8] >> (7 - bit % 8) & 1) == 1;
            if (one && ended) {
                return false;
            }
            ended |= !one;
        }
        return true;
    }

    /** What the certificate's names break, in words. */
    List<String> faults(PathCertificate certificate) {
        if (limits.isEmpty()) {
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        for (Named named : names(certificate)) {
            fault(named).ifPresent(faults::add);
        }
        return faults;
    }

    private static List<Named> names(PathCertificate certificate) {
        List<Named> names = new ArrayList<>();
        if (certificate.subject().getRDNs().length > 0) {
            names.add(new Named(GeneralName.directoryName, new GeneralName(certificate.subject())));
        }
        for (RDN rdn : certificate.subject().getRDNs(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
            for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                if (attribute.getType().equals(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
                    names.add(new Named(
                            GeneralName.rfc822Name,
                            new GeneralName(GeneralName.rfc822Name, IETFUtils.valueToString(attribute.getValue()))));
                }
            }
        }
        certificate.alternativeNames().orElse(List.of()).forEach(name -> names.add(new Named(kind(name), name)));
        return names;
    }

    /** An internationalised mailbox keeps the limits for mail (RFC 9598 section 6). */
    private static int kind(GeneralName name) {
        return isUtf8Mailbox(name) ? GeneralName.rfc822Name : name.getTagNo();
    }

    @SuppressWarnings("IllegalCatch") // As above: a name that cannot be read is a mailbox for nobody.
    private static boolean isUtf8Mailbox(GeneralName name) {
        try {
            return NameSyntax.utf8Mailbox(name).isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    @SuppressWarnings("IllegalCatch") // As above.
    private Optional<String> fault(Named named) {
        try {
            for (Limit limit : limits) {
                Optional<String> fault = fault(named, limit);
                if (fault.isPresent()) {
                    return fault;
                }
            }
            return Optional.empty();
        } catch (TooMany e) {
            throw e;
        } catch (RuntimeException e) {
            return Optional.of("a name that cannot be read stands under name constraints");
        }
    }

    private Optional<String> fault(Named named, Limit limit) {
        List<GeneralName> permitted = of(named.kind(), limit.permitted());
        List<GeneralName> excluded = of(named.kind(), limit.excluded());
        count(permitted.size() + excluded.size());
        if (!permitted.isEmpty() && permitted.stream().noneMatch(base -> matches(named, base, false))) {
            return Optional.of("the name " + text(named) + " is outside what its authority may name");
        }
        if (excluded.stream().anyMatch(base -> matches(named, base, true))) {
            return Optional.of("the name " + text(named) + " is one that its authority must not name");
        }
        return Optional.empty();
    }

    private static List<GeneralName> of(int kind, List<GeneralName> bases) {
        return bases.stream().filter(base -> base.getTagNo() == kind).toList();
    }

    private void count(int more) {
        comparisons += more + 1;
        if (comparisons > COMPARISONS_LIMIT) {
            throw new TooMany();
        }
    }

    /** A kind that is not understood matches if it forbids, and does not if it permits. */
    private static boolean matches(Named named, GeneralName base, boolean forbids) {
        return switch (named.kind()) {
            case GeneralName.dNSName -> dns(NameSyntax.text(named.name()), NameSyntax.text(base), forbids);
            case GeneralName.rfc822Name -> mail(named.name(), NameSyntax.text(base));
            case GeneralName.uniformResourceIdentifier ->
                uri(NameSyntax.text(named.name()), NameSyntax.text(base), forbids);
            case GeneralName.iPAddress -> ip(NameSyntax.octets(named.name()), NameSyntax.octets(base));
            case GeneralName.directoryName ->
                directory(X500Name.getInstance(named.name().getName()), X500Name.getInstance(base.getName()));
            default -> forbids;
        };
    }

    /** A wildcard is forbidden if one of the names that it stands for is, and permitted only if all of them are. */
    private static boolean dns(String name, String base, boolean forbids) {
        String host = name.toLowerCase(Locale.ROOT);
        String limit = base.toLowerCase(Locale.ROOT);
        if (!host.startsWith("*.")) {
            return isWithin(host, limit);
        }
        String parent = host.substring(2);
        boolean isChild = limit.endsWith("." + parent) && limit.indexOf('.') == limit.length() - parent.length() - 1;
        return isWithin(parent, limit) || forbids && isChild;
    }

    private static boolean isWithin(String host, String limit) {
        return limit.isEmpty() || host.equals(limit) || host.endsWith("." + limit);
    }

    /** A mailbox, a host, or with a dot in front everything below a host. */
    private static boolean mail(GeneralName name, String limit) {
        String address = NameSyntax.utf8Mailbox(name).orElseGet(() -> NameSyntax.text(name));
        int at = address.lastIndexOf('@');
        String host = NameSyntax.mailHost(address).orElseThrow(() -> new IllegalArgumentException("no mailbox"));
        int limitAt = limit.lastIndexOf('@');
        if (limitAt >= 0) {
            return address.substring(0, at).equals(limit.substring(0, limitAt))
                    && host.equalsIgnoreCase(limit.substring(limitAt + 1));
        }
        return host(host, limit);
    }

    private static boolean host(String host, String limit) {
        String lower = limit.toLowerCase(Locale.ROOT);
        return lower.isEmpty() || (lower.startsWith(".") ? host.endsWith(lower) : host.equals(lower));
    }

    /** Only a URI with the name of a host can keep such a limit (RFC 5280: else reject). */
    private static boolean uri(String name, String limit, boolean forbids) {
        try {
            String host = new URI(name).getHost();
            return host == null || !NameSyntax.isHost(host) ? forbids : host(host.toLowerCase(Locale.ROOT), limit);
        } catch (URISyntaxException e) {
            return forbids;
        }
    }

    private static boolean ip(byte[] address, byte[] network) {
        if (network.length != 2 * address.length) {
            return false;
        }
        for (int i = 0; i < address.length; i++) {
            int mask = network[address.length + i];
            if ((address[i] & mask) != (network[i] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static boolean directory(X500Name name, X500Name base) {
        return NameKey.of(name).isBelow(NameKey.of(base));
    }

    private static String text(Named named) {
        String text = named.name().getName().toString().replaceAll("[^ -~]", "?");
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }
}
