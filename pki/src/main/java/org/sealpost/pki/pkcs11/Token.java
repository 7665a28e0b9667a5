package org.sealpost.pki.pkcs11;

import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.AuthorityKeys;

/**
 * A hardware security module, smart card or SoftHSM with keys of authorities. All work goes through one thread with one login, so
 * that a token that hangs stops nobody but those who wait for it, and those not for long.
 */
public final class Token implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PROBE_BYTES = 32;
    private static final int WAITING_LIMIT = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** An RSA key of 4096 bits takes a smart card a minute or two. */
    private static final Duration PATIENCE_FOR_A_KEY = Duration.ofMinutes(5);

    private final TokenConfig config;
    private final TokenSession session;
    private final ThreadPoolExecutor worker;

    /** Nothing is opened yet: a token that is away stops signatures only. */
    public Token(TokenConfig config) {
        this.config = config;
        this.session = new TokenSession(config);
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_LIMIT),
                Thread.ofPlatform().daemon().name("token-" + config.label()).factory());
    }

    public String label() {
        return config.label();
    }

    /** Checks that the token is there and takes the PIN. */
    public void check() {
        waitFor(PATIENCE, () -> session.act((library, open) -> true));
    }

    /**
     * The signature over these bytes, as it stands in a certificate.
     *
     * @param publicKey of the key; in each new session a probe signature is checked with it first
     * @throws AuthorityFailure if the token or the key is not there, or does not answer in time
     */
    public byte[] sign(String key, PublicKey publicKey, SignatureScheme scheme, byte[] content) {
        TokenSignature wanted = TokenSignature.of(scheme, content);
        return waitFor(
                PATIENCE,
                () -> session.act((library, open) -> {
                    if (!session.isProved(key)) {
                        prove(key, publicKey, scheme, library, open);
                    }
                    return wanted.encoded(library.sign(open, session.key(key), wanted.mechanism(), wanted.input()));
                }));
    }

    private void prove(String key, PublicKey publicKey, SignatureScheme scheme, Cryptoki library, long open)
            throws CryptokiFailure {
        long found = new TokenKeys(library, open)
                .privateKey(key)
                .orElseThrow(() -> new AuthorityFailure("there is no private key " + key + " in the token " + label()));
        byte[] probe = new byte[PROBE_BYTES];
        RANDOM.nextBytes(probe);
        TokenSignature asked = TokenSignature.of(scheme, probe);
        byte[] signed = asked.encoded(library.sign(open, found, asked.mechanism(), asked.input()));
        if (!AuthorityKeys.verifies(publicKey, scheme, probe, signed)) {
            throw new AuthorityFailure("the key " + key + " in the token " + label()
                    + " is not the one that the authority's certificate belongs to");
        }
        session.proved(key, found);
    }

    /** Makes a key that never leaves the token; gives its public half. */
    public PublicKey generate(String key, KeyKind kind) {
        return waitFor(
                PATIENCE_FOR_A_KEY,
                () -> session.act((library, open) -> new TokenKeys(library, open).generate(key, kind)));
    }

    /** The public half of a key that is in the token; empty if there is none with this label. */
    public Optional<PublicKey> publicKey(String key) {
        return waitFor(
                PATIENCE,
                () -> session.act((library, open) -> {
                    TokenKeys keys = new TokenKeys(library, open);
                    Optional<Long> found = keys.privateKey(key);
                    return found.isEmpty() ? Optional.empty() : Optional.of(keys.publicKeyOf(found.get(), key));
                }));
    }

    private <T> T waitFor(Duration patience, Callable<T> work) {
        Future<T> result;
        try {
            result = worker.submit(work);
        } catch (RejectedExecutionException e) {
            throw new AuthorityFailure("too many wait for the token " + label() + ", or it is closed", e);
        }
        try {
            return result.get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // Nothing is signed for somebody who does not wait any more.
            result.cancel(false);
            throw new AuthorityFailure(
                    "the token " + label() + " did not answer within " + patience.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorityFailure failure) {
                throw new AuthorityFailure(String.valueOf(failure.getMessage()), failure);
            }
            throw new AuthorityFailure("the token " + label() + " cannot be used", e.getCause());
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw new AuthorityFailure("interrupted while waiting for the token " + label(), e);
        }
    }

    /** Ends the session; the next signature opens it anew and probes the key again. */
    public void reset() {
        waitFor(PATIENCE, () -> {
            session.forget();
            return true;
        });
    }

    @Override
    public void close() {
        try {
            reset();
        } catch (AuthorityFailure e) {
            // What does not answer is left alone.
        } finally {
            worker.shutdownNow();
        }
    }
}
