package org.sealpost.pki.pkcs11;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.sealpost.mail.Sha256;
import org.sealpost.pki.AuthorityFailure;

/** One login to a token, opened when it is needed and opened anew after a failure. For one thread at a time. */
final class TokenSession {
    private static final Map<Path, Integer> USERS = new ConcurrentHashMap<>();
    /** No session of this process is in a call while the library ends. */
    private static final ReadWriteLock LIBRARY = new ReentrantReadWriteLock();

    private final TokenConfig config;
    private final Map<String, Long> keys = new HashMap<>();
    private Cryptoki library;
    private boolean loaded;
    private boolean begun;
    private OptionalLong session = OptionalLong.empty();
    private byte[] refusedPin = new byte[0];

    @SuppressWarnings("NullAway.Init") // Loaded at the first use, so that a missing library stops that use only.
    TokenSession(TokenConfig config) {
        this.config = config;
    }

    /** Something to do with an open session. */
    interface Act<T> {
        T with(Cryptoki library, long session) throws CryptokiFailure;
    }

    /**
     * Does something. If the session is gone, because the token was taken away, reset or forgot it, it is opened anew and the act
     * is done once more.
     *
     * @throws AuthorityFailure if the token cannot be used; the message says why
     */
    <T> T act(Act<T> act) {
        try {
            if (session.isPresent()) {
                return inCall(() -> act.with(library, session.getAsLong()));
            }
        } catch (CryptokiFailure | AuthorityFailure e) {
            forget();
        }
        try {
            return inCall(() -> act.with(library(), open()));
        } catch (CryptokiFailure e) {
            forget();
            throw new AuthorityFailure(
                    "the token " + config.label() + " did not do what it was asked (" + e.getMessage() + ")", e);
        } catch (AuthorityFailure e) {
            // Who comes next begins anew: the token may be another one then.
            forget();
            throw e;
        }
    }

    private interface Calling<T> {
        T call() throws CryptokiFailure;
    }

    private static <T> T inCall(Calling<T> calling) throws CryptokiFailure {
        LIBRARY.readLock().lock();
        try {
            return calling.call();
        } finally {
            LIBRARY.readLock().unlock();
        }
    }

    /** Whether a key was used in this session before; the first use is a probe. */
    boolean isProved(String label) {
        return keys.containsKey(label);
    }

    void proved(String label, long key) {
        keys.put(label, key);
    }

    long key(String label) {
        return keys.getOrDefault(label, 0L);
    }

    private Cryptoki library() throws CryptokiFailure {
        if (!loaded) {
            try {
                library = Cryptoki.load(config.library());
                loaded = true;
            } catch (IllegalArgumentException e) {
                throw new AuthorityFailure(
                        "the library of the token cannot be loaded; expected one of PKCS #11 for this machine: "
                                + config.library(),
                        e);
            }
        }
        return library;
    }

    private long open() throws CryptokiFailure {
        library.initialize();
        if (!begun) {
            begun = true;
            USERS.merge(config.library(), 1, Integer::sum);
        }
        List<Long> slots = library.slots(config.label());
        if (slots.size() != 1) {
            throw new AuthorityFailure(
                    slots.isEmpty()
                            ? "there is no token " + config.label() + "; is it connected, and is this its label?"
                            : "there are several tokens " + config.label() + "; give them different labels");
        }
        long opened = library.openSession(slots.getFirst());
        login(opened);
        session = OptionalLong.of(opened);
        return opened;
    }

    private void login(long opened) throws CryptokiFailure {
        byte[] pin = PinFile.read(config.pinFile());
        byte[] mark = Sha256.of(pin);
        try {
            if (Arrays.equals(mark, refusedPin)) {
                // A token locks itself after a few wrong ones; the same is never tried twice.
                throw refused("the token " + config.label() + " refused this PIN before");
            }
            library.login(opened, pin);
            refusedPin = new byte[0];
        } catch (CryptokiFailure e) {
            if (e.code() == CryptokiFailure.PIN_INCORRECT || e.code() == CryptokiFailure.PIN_LOCKED) {
                refusedPin = mark;
                throw refused("the token " + config.label() + " refuses the PIN (" + e.getMessage() + ")");
            }
            throw e;
        } finally {
            Arrays.fill(pin, (byte) 0);
        }
    }

    private AuthorityFailure refused(String what) {
        return new AuthorityFailure(what + "; put the right one into " + config.pinFile());
    }

    /** Ends the session; some libraries see a token that came back only when they begin anew. */
    void forget() {
        keys.clear();
        OptionalLong ended = session;
        session = OptionalLong.empty();
        if (begun) {
            finish(ended);
        }
    }

    /** Ends the library unless somebody else in this process uses it: a restore for trial opens a second house. */
    private void finish(OptionalLong ended) {
        boolean last = USERS.merge(config.library(), -1, Integer::sum) == 0;
        begun = false;
        LIBRARY.writeLock().lock();
        try {
            if (last) {
                library.finish();
            } else if (ended.isPresent()) {
                library.closeSession(ended.getAsLong());
            }
        } catch (CryptokiFailure e) {
            // It was over already.
        } finally {
            LIBRARY.writeLock().unlock();
        }
    }
}
