package org.sealpost.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.access.DirectoryAgents;
import org.sealpost.access.KeyEscrow;
import org.sealpost.access.KeyRelease;
import org.sealpost.access.Notices;
import org.sealpost.access.RecoveryCeremony;
import org.sealpost.access.RecoveryRefused;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.pki.BroughtCertificates.Brought;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.protection.openpgp.OpenPgpSecret;
import org.sealpost.store.Pem;

/** The archive of people's encryption keys: its agents, the recoveries, and the lids under which the keys lie. */
public final class Recovery {
    private final Keeping keeping;
    private final KeyEscrow escrow;
    private final RecoveryCeremony ceremonies;
    private final KeyRelease release;
    private final DirectoryAgents directoryAgents;

    Recovery(Keeping keeping, Notices notices, Runnable agentsChanged, Clock clock) {
        this.keeping = keeping;
        this.escrow = new KeyEscrow(
                keeping.lids(),
                keeping.recoveries(),
                keeping.recoveries(),
                () -> archiving(keeping),
                keeping.auditLog(),
                clock,
                agentsChanged);
        this.ceremonies =
                new RecoveryCeremony(keeping.lids(), keeping.recoveries(), escrow, keeping.auditLog(), notices, clock);
        this.release = new KeyRelease(keeping.lids(), keeping.auditLog(), clock, keeping.keys()::forget);
        this.directoryAgents = new DirectoryAgents(
                keeping.directory(), keeping.certificates(), keeping.lids(), escrow, keeping.keys()::forget, clock);
    }

    /** Templates whose keys recovery agents can bring back. */
    static Set<String> archiving(Keeping keeping) {
        return keeping.templates().templates().stream()
                .filter(CertificateTemplate::archivesKeys)
                .map(CertificateTemplate::name)
                .collect(Collectors.toSet());
    }

    public KeyEscrow escrow() {
        return escrow;
    }

    /** Agents who are people of the directory. */
    public DirectoryAgents directoryAgents() {
        return directoryAgents;
    }

    public RecoveryCeremony ceremonies() {
        return ceremonies;
    }

    public KeyRelease lids() {
        return release;
    }

    /** Shares what is not shared yet, and ends recoveries whose time is over. */
    void routine() {
        escrow.pass();
        ceremonies.expire();
    }

    /**
     * What a requester gets, all under one passphrase.
     *
     * @param pkcs12 keys with their certificates
     * @param openPgp secret OpenPGP keys, in ASCII armour; empty if there are none
     */
    public record Recovered(byte[] pkcs12, byte[] openPgp) {}

    /**
     * Finishes a recovery with files for the requester: all keys with their certificates as PKCS #12, and OpenPGP keys.
     *
     * @return the files; the caller writes them and forgets them
     */
    public Recovered recover(String id, char[] passphrase, String actor) {
        Map<String, X509Certificate> certificates = new LinkedHashMap<>();
        String owner = ceremonies.known(id).owner();
        for (Issued held : keeping.certificates().held(owner)) {
            certificates.putIfAbsent(
                    held.keyId(), Pem.certificate(held.certificate().der()));
        }
        for (Brought own : keeping.brought().broughtBy(owner)) {
            certificates.putIfAbsent(
                    own.keyId(), Pem.certificate(own.certificate().der()));
        }
        try {
            java.security.KeyStore file = java.security.KeyStore.getInstance("PKCS12");
            file.load(null, null);
            ByteArrayOutputStream openPgp = new ByteArrayOutputStream();
            ceremonies.handOver(
                    id,
                    (keyId, key) -> {
                        if (key instanceof OpenPgpSecret secret) {
                            openPgp.writeBytes(secret.locked(passphrase).getBytes(StandardCharsets.US_ASCII));
                        } else {
                            put(file, certificates.get(keyId), keyId, key, passphrase);
                        }
                    },
                    actor);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            file.store(bytes, passphrase);
            return new Recovered(bytes.toByteArray(), openPgp.toByteArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a PKCS #12 file cannot be made", e);
        }
    }

    private static void put(
            java.security.KeyStore file,
            @org.jspecify.annotations.Nullable X509Certificate certificate,
            String keyId,
            PrivateKey key,
            char[] passphrase) {
        if (certificate == null) {
            throw new RecoveryRefused("the certificate of the key " + keyId + " is missing");
        }
        try {
            file.setKeyEntry(
                    certificate.getSerialNumber().toString(16), key, passphrase, new X509Certificate[] {certificate});
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be put into a PKCS #12 file", e);
        }
    }
}
