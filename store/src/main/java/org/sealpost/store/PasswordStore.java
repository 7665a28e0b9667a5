package org.sealpost.store;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.Passwords;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.Argon2id;

/** Passwords as Argon2id hashes in the directory. */
public final class PasswordStore implements Passwords {
    private final DirectoryStore directory;
    private final RecentLogins recent;
    /** Checked when nobody has the name, so that the time taken does not tell who has an account. */
    private final String hashOfNobody = Argon2id.hash("nobody".toCharArray());

    public PasswordStore(DirectoryStore directory, Clock clock) {
        this.directory = directory;
        this.recent = new RecentLogins(clock);
    }

    @Override
    public String hash(char[] password) {
        return Argon2id.hash(password);
    }

    @Override
    public boolean check(MailAddress account, char[] password) {
        Optional<String> hash = directory.passwordHash(account);
        if (hash.isPresent() && recent.knows(hash.get(), password)) {
            return true;
        }
        // Somebody without a password here takes as long as everybody else.
        boolean same = Argon2id.verify(hash.filter(Argon2id::isHash).orElse(hashOfNobody), password)
                && hash.filter(Argon2id::isHash).isPresent();
        if (same && hash.isPresent()) {
            recent.remember(hash.get(), password);
        }
        return same && hash.isPresent();
    }

    /** The stored hash has a new salt each time; hashed once more, since it is not for those who ask. */
    @Override
    public Optional<String> version(MailAddress account) {
        return directory.passwordHash(account).map(hash -> Fingerprint.of(hash.getBytes(StandardCharsets.UTF_8)));
    }
}
