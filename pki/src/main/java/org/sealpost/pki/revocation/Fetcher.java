package org.sealpost.pki.revocation;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.sealpost.pki.revocation.HttpExchange.Answer;
import org.sealpost.pki.revocation.HttpExchange.Body;

/**
 * Fetches what certificates point to: each address once at a time, whoever asks; one that failed is left alone for a while; who
 * asks waits no longer than he said, and what comes later is kept for the next.
 */
public final class Fetcher {
    private static final Duration WHOLE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LEFT_ALONE = Duration.ofMinutes(5);
    private static final int REDIRECTS_LIMIT = 3;
    private static final int FAILURES_KEPT = 1_000;
    private static final int AT_ONCE = 16;

    private final FetchConfig config;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<String, CompletableFuture<Fetched>> underWay = new LinkedHashMap<>();
    private final Map<String, Failure> failures = new LinkedHashMap<>(64, 0.75f, false) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
            return size() > FAILURES_KEPT;
        }
    };

    public Fetcher(FetchConfig config) {
        this.config = config;
    }

    /** The content, or why there is none, in words. */
    public sealed interface Fetched {
        record Got(byte[] content) implements Fetched {}

        record Failed(String why) implements Fetched {}
    }

    private record Failure(String why, long untilNanos) {}

    /** Something to fetch; {@code keep} is called once with what came, even if nobody waits any more. */
    public record Wanted(URI uri, Optional<byte[]> ocspRequest, int limitBytes, Consumer<byte[]> keep) {
        String key() {
            return uri + ocspRequest.map(HexFormat.of()::formatHex).orElse("");
        }
    }

    public Fetched fetch(Wanted wanted, Duration patience) {
        if (!config.online()) {
            return new Fetched.Failed("fetching is switched off");
        }
        CompletableFuture<Fetched> answer;
        synchronized (underWay) {
            Failure failure = failures.get(wanted.key());
            if (failure != null && failure.untilNanos() - System.nanoTime() > 0) {
                return new Fetched.Failed(failure.why());
            }
            answer = underWay.computeIfAbsent(wanted.key(), key -> start(wanted));
        }
        return waitFor(answer, wanted.uri(), patience);
    }

    private static Fetched waitFor(CompletableFuture<Fetched> answer, URI uri, Duration patience) {
        try {
            return answer.get(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Fetched.Failed(uri.getHost() + " has not answered yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Fetched.Failed("interrupted");
        } catch (ExecutionException e) {
            return new Fetched.Failed("what came cannot be used");
        }
    }

    private CompletableFuture<Fetched> start(Wanted wanted) {
        CompletableFuture<Fetched> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("fetch " + wanted.uri().getHost()).start(() -> run(wanted, answer));
        return answer;
    }

    @SuppressWarnings("IllegalCatch") // Whatever goes wrong, somebody waits for the answer.
    private void run(Wanted wanted, CompletableFuture<Fetched> answer) {
        Fetched result;
        try {
            byte[] content = content(wanted);
            wanted.keep().accept(content);
            result = new Fetched.Got(content);
        } catch (IOException | RuntimeException e) {
            result = new Fetched.Failed(wanted.uri().getHost() + ": " + reason(e));
        }
        synchronized (underWay) {
            underWay.remove(wanted.key());
            if (result instanceof Fetched.Failed(String why)) {
                failures.put(wanted.key(), new Failure(why, System.nanoTime() + LEFT_ALONE.toNanos()));
            }
        }
        answer.complete(result);
    }

    private static String reason(Exception failure) {
        return failure.getMessage() == null ? "no answer" : failure.getMessage();
    }

    private byte[] content(Wanted wanted) throws IOException {
        if (!places.tryAcquire()) {
            throw new IOException("too many addresses are asked at once");
        }
        try {
            long end = System.nanoTime() + WHOLE_PATIENCE.toNanos();
            URI uri = wanted.uri();
            for (int i = 0; i <= REDIRECTS_LIMIT; i++) {
                Answer answer = new HttpExchange(
                                config, uri, wanted.limitBytes(), Duration.ofNanos(end - System.nanoTime()))
                        .run(wanted.ocspRequest().map(request -> new Body(request, "application/ocsp-request")));
                if (answer.elsewhere().isEmpty()) {
                    return answer.content();
                }
                uri = after(uri, answer.elsewhere().get());
            }
            throw new IOException("sent elsewhere too often");
        } finally {
            places.release();
        }
    }

    /** Who asked over TLS relies on who answers. */
    private static URI after(URI asked, URI elsewhere) throws IOException {
        if ("https".equalsIgnoreCase(asked.getScheme()) && !"https".equalsIgnoreCase(elsewhere.getScheme())) {
            throw new IOException("sent from https to " + elsewhere.getScheme());
        }
        return elsewhere;
    }

    /** Tries addresses again that failed: a person asks, or the house at night. */
    public void forgetFailures() {
        synchronized (underWay) {
            failures.clear();
        }
    }
}
