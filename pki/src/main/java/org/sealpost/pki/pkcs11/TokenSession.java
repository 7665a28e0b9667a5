package org.sealpost.pki.pkcs11;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.sealpost.pki.AuthorityFailure;

/** One login to a token, opened when it is needed and opened anew after a failure. For one thread at a time. */
final class TokenSession {
    private final TokenConfig config;
    private final Map<String, Long> keys = new HashMap<>();
    private Cryptoki library;
    private boolean loaded;
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
                return act.with(library, session.getAsLong());
            }
        } catch (CryptokiFailure | AuthorityFailure e) {
            forget();
        }
        try {
            return act.with(library(), open());
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
        List<Long> slots = library.slots(config.label());
        if (slots.size() != 1) {
            forget();
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
        byte[] mark = mark(pin);
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
        forget();
        return new AuthorityFailure(what + "; put the right one into " + config.pinFile());
    }

    private static byte[] mark(byte[] pin) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(pin);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends the session; some libraries see a token that came back only when they begin anew. */
    void forget() {
        keys.clear();
        session = OptionalLong.empty();
        if (loaded) {
            try {
                library.finish();
            } catch (CryptokiFailure e) {
                // It was over already.
            }
        }
    }
}
