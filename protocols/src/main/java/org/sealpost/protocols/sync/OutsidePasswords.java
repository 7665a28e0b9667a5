package org.sealpost.protocols.sync;

import java.util.Optional;
import org.sealpost.identity.Passwords;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.identity.SyncSource;
import org.sealpost.identity.SyncSources;
import org.sealpost.mail.MailAddress;

/**
 * Lets people who came from another directory log in with the password they have there: it is checked by a bind each time and
 * never kept. Everybody else is checked here.
 */
public record OutsidePasswords(Passwords here, SyncSources sources) implements Passwords {
    @Override
    public String hash(char[] password) {
        return here.hash(password);
    }

    @Override
    public boolean check(MailAddress account, char[] password) {
        Optional<SyncSource.Origin> origin =
                sources.origin(account).filter(from -> from.source().login());
        if (origin.isEmpty()) {
            return here.check(account, password);
        }
        // A disabled account has no version; its password there may be good all the same.
        return here.version(account).isPresent()
                && OutsideDirectory.isPassword(
                        origin.get().source(), origin.get().dn(), password);
    }

    @Override
    public Optional<String> version(MailAddress account) {
        return here.version(account);
    }

    /** Nothing is kept of a password that is checked elsewhere; one from before must not count beside it. */
    @Override
    public ScramVerifier verifier(MailAddress account) {
        boolean outside =
                sources.origin(account).filter(from -> from.source().login()).isPresent();
        return outside ? here.madeUp(account.key()) : here.verifier(account);
    }

    @Override
    public boolean areAllHere() {
        return sources.all().stream().noneMatch(SyncSource::login);
    }

    @Override
    public ScramVerifier madeUp(String name) {
        return here.madeUp(name);
    }
}
