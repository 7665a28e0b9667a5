package org.sealpost.pki.path;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Domain;

/**
 * For what an authority is trusted, and within which limits; they stand beside the limits in its own certificate.
 *
 * @param onlyNames {@code *@partner.org}, {@code *@*.partner.org}, {@code ann@partner.org}, {@code *.partner.org} or {@code
 *     host.partner.org}; a certificate with another mail address or host name is refused. Empty for any name.
 * @param policies object identifiers of certificate policies, of which every path must keep one; empty for any
 * @param until the grant ends then
 * @param reader the one domain of ours for whose people it is trusted; empty for everybody
 * @param lenient whether certificates may break the profile of RFC 5280 section 4 where that does not matter for section 6
 */
public record TrustGrant(
        boolean forMail,
        boolean forTls,
        List<String> onlyNames,
        Set<String> policies,
        Optional<Instant> until,
        Optional<Domain> reader,
        RevocationMode revocation,
        boolean lenient) {
    private static final int NAMES_LIMIT = 1_000;

    public TrustGrant {
        onlyNames = onlyNames.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        policies = Set.copyOf(policies);
        if (onlyNames.size() > NAMES_LIMIT) {
            throw new IllegalArgumentException("a grant has at most " + NAMES_LIMIT + " names: " + onlyNames.size());
        }
        onlyNames.forEach(TrustGrant::requireName);
        policies.forEach(TrustGrant::requireIdentifier);
    }

    /** Everything below the authority, for everybody, without an end. */
    public static TrustGrant whole(boolean forMail, boolean forTls) {
        return new TrustGrant(
                forMail, forTls, List.of(), Set.of(), Optional.empty(), Optional.empty(), RevocationMode.SOFT, false);
    }

    public boolean covers(ChainPurpose purpose) {
        return purpose == ChainPurpose.ANY || (purpose.isMail() ? forMail : forTls);
    }

    public boolean isConstrained() {
        return !onlyNames.isEmpty();
    }

    public TrustGrant withRevocation(RevocationMode mode) {
        return new TrustGrant(forMail, forTls, onlyNames, policies, until, reader, mode, lenient);
    }

    public TrustGrant limitedTo(List<String> names) {
        return new TrustGrant(forMail, forTls, names, policies, until, reader, revocation, lenient);
    }

    /** What is granted, in words: {@code for mail of any address}. */
    public String words() {
        String uses = forMail ? forTls ? "mail and TLS" : "mail" : "TLS";
        String names = isConstrained()
                ? onlyNames.size() + (onlyNames.size() == 1 ? " name: " : " names: ") + String.join(", ", onlyNames)
                : "every name there is";
        return "for " + uses + ", for " + names
                + reader.map(domain -> ", for people of " + domain).orElse("")
                + until.map(end -> ", until " + end).orElse("")
                + (policies.isEmpty() ? "" : ", under the policies " + String.join(", ", policies))
                + ", revocation " + revocation.name().toLowerCase(Locale.ROOT)
                + (lenient ? ", lenient" : "");
    }

    private static void requireName(String name) {
        String host = name.replaceFirst("^\\*@(\\*\\.)?|^\\*\\.", "");
        boolean mailbox = host.contains("@") && NameSyntax.isMailbox(host);
        if (!mailbox && !NameSyntax.isHost(host)) {
            throw new IllegalArgumentException(
                    "expected a name such as *@partner.org, *@*.partner.org, ann@partner.org or *.partner.org: "
                            + name);
        }
    }

    private static void requireIdentifier(String policy) {
        if (!policy.matches("[012](\\.(0|[1-9]\\d{0,18})){1,40}")) {
            throw new IllegalArgumentException("expected an object identifier such as 1.3.6.1.4.1.99999.1: " + policy);
        }
    }

    /** What a name outside the grant would be; empty if the certificate names only what the grant allows. */
    List<String> outside(PathCertificate certificate) {
        if (!isConstrained()) {
            return List.of();
        }
        List<GeneralName> names = certificate.alternativeNames().orElse(List.of());
        return names.stream()
                .filter(name -> !allows(name))
                .map(name -> "the name " + name.getName().toString().replaceAll("[^ -~]", "?")
                        + " is not among those for which the authority is trusted")
                .toList();
    }

    @SuppressWarnings("IllegalCatch") // A name that cannot be read is none that is allowed.
    private boolean allows(GeneralName name) {
        try {
            return switch (name.getTagNo()) {
                case GeneralName.rfc822Name -> onlyNames.stream().anyMatch(only -> isMail(NameSyntax.text(name), only));
                case GeneralName.otherName ->
                    NameSyntax.utf8Mailbox(name)
                            .map(address -> onlyNames.stream().anyMatch(only -> isMail(address, only)))
                            .orElse(true);
                case GeneralName.dNSName -> onlyNames.stream().anyMatch(only -> isHost(NameSyntax.text(name), only));
                case GeneralName.iPAddress, GeneralName.uniformResourceIdentifier -> false;
                default -> true;
            };
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static boolean isMail(String address, String only) {
        String host = NameSyntax.mailHost(address).orElse("");
        if (only.startsWith("*@*.")) {
            return host.endsWith(only.substring(3));
        }
        if (only.startsWith("*@")) {
            return host.equals(only.substring(2));
        }
        return only.contains("@") && address.equalsIgnoreCase(only);
    }

    private static boolean isHost(String name, String only) {
        String host = name.toLowerCase(Locale.ROOT);
        if (only.contains("@")) {
            return false;
        }
        String within = only.startsWith("*.") ? only.substring(1) : "." + only;
        return host.equals(only)
                || only.startsWith("*.") && host.replaceFirst("^\\*", "").endsWith(within);
    }
}
