package org.sealpost.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.identity.Passwords;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.Argon2id;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.ScramSha256;
import org.sealpost.store.database.Database;

/** Passwords as Argon2id hashes in the directory, with verifiers for SCRAM beside them. */
public final class PasswordStore implements Passwords {
    private static final String HMAC = "HmacSHA256";

    private final Database database;
    private final DirectoryStore directory;
    private final KeyVault vault;
    private final RecentLogins recent;
    private final SecretKeySpec nobody;
    /** Checked when nobody has the name, so that the time taken does not tell who has an account. */
    private final String hashOfNobody = Argon2id.ofNothing();

    public PasswordStore(Database database, DirectoryStore directory, KeyVault vault, Clock clock) {
        this.database = database;
        this.directory = directory;
        this.vault = vault;
        this.recent = new RecentLogins(clock);
        this.nobody = new SecretKeySpec(vault.purposeKey("scram-nobody"), HMAC);
    }

    @Override
    public String hash(char[] password) {
        return KeptPassword.of(password, vault).text();
    }

    @Override
    public boolean check(MailAddress account, char[] password) {
        Optional<KeptPassword> kept = kept(account);
        Optional<String> hash = kept.map(KeptPassword::hash);
        boolean same = hash.isPresent() && recent.knows(hash.get(), password);
        if (!same) {
            // Somebody without a password here takes as long as everybody else.
            same = Argon2id.verify(hash.filter(Argon2id::isHash).orElse(hashOfNobody), password)
                    && hash.filter(Argon2id::isHash).isPresent();
            if (same && hash.isPresent()) {
                recent.remember(hash.get(), password);
            }
        }
        if (same && kept.isPresent() && kept.get().verifier(vault).isEmpty()) {
            addVerifier(account, kept.get(), password);
        }
        return same && hash.isPresent();
    }

    /** A password from before there was SCRAM gets its verifier now, when it is known for a moment. */
    private void addVerifier(MailAddress account, KeptPassword old, char[] password) {
        KeptPassword complete = old.withVerifier(password, vault);
        if (complete.sealedVerifier().isPresent()) {
            // Nothing is changed if there is another password by now.
            database.write(sql -> sql.update(
                    "UPDATE entry SET password_hash = ? WHERE password_hash = ? AND kind = 'account'"
                            + " AND key = (SELECT entry_key FROM entry_address WHERE key = ?)",
                    complete.text(),
                    old.text(),
                    account.key()));
        }
    }

    @Override
    public Optional<String> version(MailAddress account) {
        return kept(account).map(KeptPassword::version);
    }

    @Override
    public ScramVerifier verifier(MailAddress account) {
        ScramVerifier madeUp = madeUp(account.key());
        return kept(account).flatMap(found -> found.verifier(vault)).orElse(madeUp);
    }

    @Override
    public ScramVerifier madeUp(String name) {
        return new ScramVerifier(
                Arrays.copyOf(ofNobody("salt", name), ScramSha256.SALT_BYTES),
                ScramSha256.ITERATIONS,
                ofNobody("stored", name),
                ofNobody("server", name));
    }

    private byte[] ofNobody(String use, String name) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(nobody);
            return mac.doFinal((use + " " + name).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks HMAC-SHA-256", e);
        }
    }

    private Optional<KeptPassword> kept(MailAddress account) {
        return directory.passwordHash(account).map(KeptPassword::parse);
    }
}
