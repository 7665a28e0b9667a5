package org.sealpost.identity;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the authority may issue, to whom, and when it renews: the certificate template of AD CS (MS-CRTD) in our words.
 *
 * @param name by which everything refers to it, such as {@code MailUser}
 * @param displayName shown to people
 * @param revision raised by changes; a new major version re-enrols all holders
 * @param supersedes names of templates whose holders move to this one
 * @param grants who may see it, ask for it, get it without asking
 * @param retired no longer issued; kept, since certificates refer to it
 */
public record CertificateTemplate(
        String name,
        String displayName,
        Revision revision,
        Holder holder,
        Uses usage,
        KeySpec key,
        Lifetime lifetime,
        Naming naming,
        Issuance issuance,
        List<String> supersedes,
        List<TemplateGrant> grants,
        boolean retired) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");
    private static final int LIST_LIMIT = 100;

    /**
     * The versions of a template.
     *
     * @param schema the compatibility version, 1 to 4, as MS-CRTD 2.16 counts; programs of Windows read it
     */
    public record Revision(int schema, int major, int minor) {
        private static final int NEWEST_SCHEMA = 4;

        public Revision {
            if (schema < 1 || schema > NEWEST_SCHEMA || major < 1 || minor < 0) {
                throw new IllegalArgumentException("a template has a schema from 1 to " + NEWEST_SCHEMA
                        + " and a version such as 1.0: " + schema + ", " + major + "." + minor);
            }
        }
    }

    /**
     * For what certificates of the template are.
     *
     * @param extended object identifiers of extended key usages, in the order in which they stand in the certificate
     */
    public record Uses(Set<KeyPurpose> key, List<String> extended) {
        public Uses {
            key = Set.copyOf(key);
            extended = List.copyOf(extended);
            if (key.isEmpty() || extended.isEmpty()) {
                throw new IllegalArgumentException("a template needs a purpose of its key, sign or encrypt or both,"
                        + " and at least one extended key usage");
            }
        }
    }

    /**
     * How keys are made and kept.
     *
     * @param algorithm one of {@link KeyKind}, such as {@code EC-P256} or {@code RSA-3072}
     * @param archive whether recovery agents can bring the key back
     * @param exportable whether the holder may take the key along, as PKCS#12
     * @param renewWithSameKey whether a renewed certificate has the key of the old one
     */
    public record KeySpec(String algorithm, boolean archive, boolean exportable, boolean renewWithSameKey) {
        public KeySpec {
            algorithm = KeyKind.of(algorithm).word();
        }

        public KeyKind kind() {
            return KeyKind.of(algorithm);
        }
    }

    /**
     * How long certificates last.
     *
     * @param renewalPeriod how long before its end a certificate is renewed
     */
    public record Lifetime(Duration validity, Duration renewalPeriod) {
        public Lifetime {
            if (!validity.isPositive() || renewalPeriod.isNegative() || renewalPeriod.compareTo(validity) >= 0) {
                throw new IllegalArgumentException("the renewal period must be shorter than the validity: "
                        + renewalPeriod.toDays() + " days, " + validity.toDays() + " days");
            }
        }
    }

    /** From where the subject comes. Values are taken from the directory and never from whoever asks. */
    public enum Subject {
        /** Organisation and display name. */
        COMMON_NAME,
        /** Domain, units and display name. */
        DIRECTORY_PATH,
        /** Empty; all names stand in the subject alternative name. */
        NONE
    }

    /** A kind of subject alternative name. */
    public enum AlternativeName {
        EMAIL,
        UPN,
        DNS
    }

    /** Which values of the directory stand in the certificate. One that is wanted and missing is an error. */
    public record Naming(Subject subject, boolean emailInSubject, Set<AlternativeName> alternatives) {
        public Naming {
            alternatives = Set.copyOf(alternatives);
            if (subject == Subject.NONE && (emailInSubject || alternatives.isEmpty())) {
                throw new IllegalArgumentException(
                        "a template without a subject needs an alternative name, and has no e-mail address in the subject");
            }
        }
    }

    /**
     * What issuing needs and does.
     *
     * @param publish whether the directory shows the certificate
     * @param noDuplicates whether a holder of a valid certificate is refused another one
     * @param managerApproval whether a CA administrator has to agree to each first certificate
     * @param authorizedSignatures how many enrolment agents have to sign a request
     */
    public record Issuance(boolean publish, boolean noDuplicates, boolean managerApproval, int authorizedSignatures) {
        private static final int SIGNATURES_LIMIT = 9;

        public Issuance {
            if (authorizedSignatures < 0 || authorizedSignatures > SIGNATURES_LIMIT) {
                throw new IllegalArgumentException(
                        "expected 0 to " + SIGNATURES_LIMIT + " authorised signatures: " + authorizedSignatures);
            }
        }

        public boolean needsConsent() {
            return managerApproval || authorizedSignatures > 0;
        }
    }

    public CertificateTemplate {
        supersedes = List.copyOf(supersedes);
        grants = List.copyOf(grants);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a template's name has 1 to 64 letters, digits, dots, dashes, and begins with a letter: " + name);
        }
        if (displayName.isBlank() || displayName.length() > 128) {
            throw new IllegalArgumentException("a template's display name has 1 to 128 characters: " + displayName);
        }
        for (KeyPurpose purpose : usage.key()) {
            if (!key.kind().can(purpose)) {
                throw new IllegalArgumentException("a key of kind " + key.algorithm() + " cannot "
                        + (purpose == KeyPurpose.SIGNATURE ? "sign" : "encrypt")
                        + ", which the template wants; take another kind, or two templates, one for each purpose");
            }
        }
        if (supersedes.contains(name)) {
            throw new IllegalArgumentException(name + " cannot supersede itself");
        }
        if (supersedes.size() > LIST_LIMIT || grants.size() > LIST_LIMIT) {
            throw new IllegalArgumentException(
                    "a template has at most " + LIST_LIMIT + " grants and superseded templates");
        }
    }

    public int version() {
        return revision.major();
    }

    public Set<CertificateUse> uses() {
        return ExtendedKeyUsages.uses(usage.key(), usage.extended());
    }

    public String keyAlgorithm() {
        return key.algorithm();
    }

    public Duration validity() {
        return lifetime.validity();
    }

    public Duration renewalPeriod() {
        return lifetime.renewalPeriod();
    }

    /** Whether recovery agents are to be able to bring the keys back; never those for signing only. */
    public boolean archivesKeys() {
        return key.archive() && uses().contains(CertificateUse.ENCRYPT);
    }

    public boolean publish() {
        return issuance.publish();
    }

    /** All that the grants give to somebody. */
    public Set<TemplateRight> rightsOf(Enrollee enrollee) {
        return grants.stream()
                .filter(grant -> grant.trustee().includes(enrollee))
                .flatMap(grant -> grant.rights().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(TemplateRight.class)));
    }

    public CertificateTemplate named(String newName, String newDisplayName) {
        return changed(draft -> {
            draft.name = newName;
            draft.displayName = newDisplayName;
        });
    }

    public CertificateTemplate with(Revision changed) {
        return changed(draft -> draft.revision = changed);
    }

    public CertificateTemplate with(KeySpec changed) {
        return changed(draft -> draft.key = changed);
    }

    public CertificateTemplate with(Lifetime changed) {
        return changed(draft -> draft.lifetime = changed);
    }

    public CertificateTemplate with(Issuance changed) {
        return changed(draft -> draft.issuance = changed);
    }

    public CertificateTemplate granting(List<TemplateGrant> changed) {
        return changed(draft -> draft.grants = changed);
    }

    public CertificateTemplate superseding(List<String> changed) {
        return changed(draft -> draft.supersedes = changed);
    }

    public CertificateTemplate retire() {
        return changed(draft -> draft.retired = true);
    }

    public CertificateTemplate withVersion(int major) {
        return with(new Revision(revision.schema(), major, 0));
    }

    public CertificateTemplate withKey(String algorithm) {
        return with(new KeySpec(algorithm, key.archive(), key.exportable(), key.renewWithSameKey()));
    }

    private CertificateTemplate changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** What can be changed of a template, before it is checked again as a whole. */
    private static final class Draft {
        private final CertificateTemplate before;
        private String name;
        private String displayName;
        private Revision revision;
        private KeySpec key;
        private Lifetime lifetime;
        private Issuance issuance;
        private List<String> supersedes;
        private List<TemplateGrant> grants;
        private boolean retired;

        Draft(CertificateTemplate before) {
            this.before = before;
            this.name = before.name;
            this.displayName = before.displayName;
            this.revision = before.revision;
            this.key = before.key;
            this.lifetime = before.lifetime;
            this.issuance = before.issuance;
            this.supersedes = before.supersedes;
            this.grants = before.grants;
            this.retired = before.retired;
        }

        CertificateTemplate finished() {
            return new CertificateTemplate(
                    name,
                    displayName,
                    revision,
                    before.holder,
                    before.usage,
                    key,
                    lifetime,
                    before.naming,
                    issuance,
                    supersedes,
                    grants,
                    retired);
        }
    }
}
