package org.sealpost.enrollment;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyArchive;
import org.sealpost.pki.KeyHistory;

/** The book of an authority in memory. */
final class MemoryBook implements IssuedCertificates, CertificateRepository, KeyArchive {
    final Map<String, Issued> issued = new ConcurrentHashMap<>();
    final Map<String, PrivateKey> keys = new ConcurrentHashMap<>();
    /** The recovery agents of keys. */
    final Map<String, List<String>> archived = new ConcurrentHashMap<>();

    final List<Certificate> strangers = new CopyOnWriteArrayList<>();
    private final Map<String, Long> order = new ConcurrentHashMap<>();
    private final Map<String, Revocation> revocations = new ConcurrentHashMap<>();
    private final List<AuthorityRecord> authorities = new CopyOnWriteArrayList<>();
    private final List<Intent> intents = new CopyOnWriteArrayList<>();
    private final List<Crl> crls = new CopyOnWriteArrayList<>();

    @Override
    public long changes() {
        // Nothing is told again.
        return System.nanoTime();
    }

    @Override
    public List<AuthorityRecord> authorities() {
        return authorities;
    }

    @Override
    public Change puttingAuthority(AuthorityRecord authority) {
        return () -> {
            authorities.removeIf(one -> one.name().equals(authority.name()));
            authorities.add(authority);
        };
    }

    @Override
    public Change intending(Intent intent) {
        return () -> intents.add(intent);
    }

    @Override
    public Change adding(Issued one) {
        return () -> keep(one);
    }

    private void keep(Issued one) {
        issued.put(one.certificate().facts().fingerprint(), one);
        order.put(one.certificate().facts().fingerprint(), (long) order.size());
        intents.removeIf(intent -> intent.serial().equals(one.serial()));
    }

    @Override
    public List<Intent> abandoned() {
        return intents;
    }

    @Override
    public List<Issued> held(String owner) {
        return issued.values().stream()
                .filter(one -> one.owner().equals(owner))
                .sorted(newestFirst())
                .toList();
    }

    private Comparator<Issued> newestFirst() {
        return Comparator.comparing((Issued one) -> one.certificate().facts().notBefore())
                .thenComparing(
                        one -> order.getOrDefault(one.certificate().facts().fingerprint(), 0L))
                .reversed();
    }

    @Override
    public Optional<Issued> issued(String fingerprint) {
        return Optional.ofNullable(issued.get(fingerprint));
    }

    @Override
    public List<Issued> withSerial(BigInteger serial) {
        return issued.values().stream()
                .filter(one -> one.serial().equals(serial))
                .toList();
    }

    @Override
    public Map<String, List<Holding>> holdings(String firstOwner, String lastOwner) {
        Map<String, List<Holding>> found = new HashMap<>();
        issued.values().stream()
                .map(Issued::owner)
                .distinct()
                .filter(owner -> owner.compareTo(firstOwner) >= 0 && owner.compareTo(lastOwner) <= 0)
                .forEach(owner -> found.put(
                        owner,
                        held(owner).stream()
                                .map(one -> new Holding(
                                        one.certificate().facts(), one.keyId(), keys.containsKey(one.keyId())))
                                .toList()));
        return found;
    }

    @Override
    public Set<String> owners() {
        return issued.values().stream()
                .filter(one -> one.certificate().facts().status() == CertificateStatus.ACTIVE)
                .map(Issued::owner)
                .collect(Collectors.toSet());
    }

    @Override
    public KeyHistory keyHistory(String keyId) {
        return new KeyHistory(
                issued.values().stream()
                        .filter(one -> one.keyId().equals(keyId))
                        .map(Issued::owner)
                        .collect(Collectors.toSet()),
                false);
    }

    @Override
    public Optional<Standing> standing(String issuer, BigInteger serial) {
        return issued.values().stream()
                .filter(one -> one.serial().equals(serial))
                .findFirst()
                .map(one -> new Standing(
                        one.certificate().facts().status(),
                        Optional.ofNullable(
                                revocations.get(one.certificate().facts().fingerprint()))));
    }

    @Override
    public boolean canRevoke(String fingerprint) {
        return issued.containsKey(fingerprint) && !revocations.containsKey(fingerprint);
    }

    @Override
    public Change revoking(String fingerprint, RevocationReason reason, Instant at) {
        return () -> {
            Issued one = issued.get(fingerprint);
            if (one != null && one.certificate().facts().status() != CertificateStatus.REVOKED) {
                revocations.put(fingerprint, new Revocation(one.serial(), at, reason));
                set(
                        one,
                        reason == RevocationReason.CERTIFICATE_HOLD
                                ? CertificateStatus.ON_HOLD
                                : CertificateStatus.REVOKED);
            }
        };
    }

    @Override
    public Change releasing(String fingerprint) {
        return () -> {
            revocations.remove(fingerprint);
            set(Objects.requireNonNull(issued.get(fingerprint)), CertificateStatus.ACTIVE);
        };
    }

    @Override
    public List<Revocation> revoked(List<String> issuers, Instant since, Instant now) {
        return revocations.values().stream()
                .filter(one -> !one.at().isBefore(since))
                .toList();
    }

    @Override
    public Optional<Crl> latestCrl(String issuer) {
        return crls.stream().filter(crl -> crl.issuer().equals(issuer)).reduce((first, second) -> second);
    }

    @Override
    public long lastCrlNumber(List<String> issuers) {
        return crls.stream()
                .filter(crl -> issuers.contains(crl.issuer()))
                .mapToLong(Crl::number)
                .max()
                .orElse(0);
    }

    @Override
    public List<Released> released(List<String> issuers, Instant since) {
        return List.of();
    }

    @Override
    public Optional<Instant> lastEnd(String issuer) {
        return issued.values().stream()
                .filter(one -> one.issuer().equals(issuer))
                .map(one -> one.certificate().facts().notAfter())
                .max(Comparator.naturalOrder());
    }

    @Override
    public Optional<Crl> latestDelta(String issuer) {
        return Optional.empty();
    }

    @Override
    public void addCrl(Crl crl, Optional<Crl> delta) {
        crls.add(crl);
    }

    @Override
    public void addDelta(Crl delta) {
        throw new UnsupportedOperationException("enrolment makes complete lists");
    }

    @Override
    public List<Certificate> find(MailAddress address) {
        return issued.values().stream()
                .sorted(newestFirst())
                .map(Issued::certificate)
                .filter(certificate -> certificate.facts().addresses().stream().anyMatch(address::isSameMailbox))
                .toList();
    }

    @Override
    public Optional<Certificate> byFingerprint(String fingerprint) {
        return Optional.ofNullable(issued.get(fingerprint))
                .map(Issued::certificate)
                .or(() -> strangers.stream()
                        .filter(one -> one.facts().fingerprint().equals(fingerprint))
                        .findFirst());
    }

    @Override
    public List<Certificate> published(MailAddress address, Instant now) {
        return find(address).stream()
                .filter(certificate -> certificate.facts().isUsableFor(CertificateUse.ENCRYPT, now))
                .toList();
    }

    @Override
    public void publish(Certificate certificate, MailAddress holder) {
        throw new UnsupportedOperationException("enrolment publishes only what it issued");
    }

    @Override
    public Change changingStatus(String fingerprint, CertificateStatus status) {
        return () -> {
            Issued one = issued.get(fingerprint);
            if (one != null && one.certificate().facts().status() != CertificateStatus.REVOKED) {
                set(one, status);
            }
        };
    }

    private void set(Issued one, CertificateStatus status) {
        CertificateFacts old = one.certificate().facts();
        CertificateFacts facts = new CertificateFacts(
                old.fingerprint(),
                old.addresses(),
                old.uses(),
                old.template(),
                old.templateVersion(),
                old.keyAlgorithm(),
                old.notBefore(),
                old.notAfter(),
                status);
        issued.put(
                old.fingerprint(),
                new Issued(
                        new Certificate(facts, one.certificate().der(), "issued"),
                        one.serial(),
                        one.issuer(),
                        one.keyId(),
                        one.owner(),
                        one.publish()));
    }

    @Override
    public Change putting(String keyId, String owner, PrivateKey key) {
        return () -> keys.put(keyId, key);
    }

    @Override
    public Change putting(String keyId, String owner, PrivateKey key, int need, List<String> agents) {
        return putting(keyId, owner, key).and(() -> archived.put(keyId, agents));
    }

    @Override
    public Change removing(String keyId) {
        return () -> keys.remove(keyId);
    }

    @Override
    public Optional<PrivateKey> find(String keyId) {
        return Optional.ofNullable(keys.get(keyId));
    }

    @Override
    public Set<String> owners(String start) {
        return Set.of();
    }

    @Override
    public boolean holds(String keyId) {
        return keys.containsKey(keyId);
    }

    @Override
    public boolean holdsKeysOf(String owner) {
        return issued.values().stream().anyMatch(one -> one.owner().equals(owner) && keys.containsKey(one.keyId()));
    }
}
