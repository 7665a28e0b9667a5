package org.sealpost.protocols.acme;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.sealpost.enrollment.PublicAuthority;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Asks a public authority by ACME (RFC 8555) and proves the names over plain HTTP. */
public final class AcmeAuthority implements PublicAuthority {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final AcmeChallenges challenges;
    private final List<X509Certificate> roots;
    private final Optional<ProxySelector> proxy;

    /**
     * {@code roots}: by which the authority's own server is trusted; none for those that Java brings. {@code proxy}: through
     * which it is reached.
     */
    public AcmeAuthority(AcmeChallenges challenges, List<X509Certificate> roots, Optional<ProxySelector> proxy) {
        this.proxy = proxy;
        this.challenges = challenges;
        this.roots = List.copyOf(roots);
    }

    @Override
    public List<X509Certificate> obtain(PublicAuthority.Account account, Set<String> names, KeyPair key)
            throws Failure {
        return asking(() -> {
            Order order = login(account).newOrder().domains(names).create();
            for (Authorization authorization : order.getAuthorizations()) {
                prove(authorization);
            }
            order.waitUntilReady(PATIENCE);
            order.execute(key);
            if (order.waitForCompletion(PATIENCE) != Status.VALID) {
                throw new AcmeException(
                        order.getError().map(AcmeAuthority::words).orElse("the order was not carried out in time"));
            }
            return order.getCertificate().getCertificateChain();
        });
    }

    private Login login(PublicAuthority.Account account) throws AcmeException {
        Session session = session(account);
        AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(account.key());
        account.contact().ifPresent(address -> builder.addContact("mailto:" + address));
        return builder.createLogin(session);
    }

    private Session session(PublicAuthority.Account account) {
        Session session = new Session(URI.create(account.directory()), new Provider(roots));
        session.networkSettings().setTimeout(TIMEOUT);
        proxy.ifPresent(session.networkSettings()::setProxySelector);
        return session;
    }

    private void prove(Authorization authorization) throws AcmeException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        String name = authorization.getIdentifier().getDomain();
        Http01Challenge challenge = authorization
                .findChallenge(Http01Challenge.class)
                .orElseThrow(() -> new AcmeException("the authority does not prove " + name + " over HTTP"));
        challenges.begin(challenge.getToken(), challenge.getAuthorization());
        try {
            challenge.trigger();
            if (challenge.waitForCompletion(PATIENCE) != Status.VALID) {
                throw new AcmeException("it could not see that " + name + " leads here: "
                        + challenge.getError().map(AcmeAuthority::words).orElse("it did not say why"));
            }
        } finally {
            challenges.end(challenge.getToken());
        }
    }

    @Override
    public Optional<Window> renewal(PublicAuthority.Account account, X509Certificate certificate) throws Failure {
        return asking(() -> {
            Session session = session(account);
            if (session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                return Optional.empty();
            }
            RenewalInfo info = login(account).bindRenewalInfo(certificate);
            info.fetch();
            return Optional.of(new Window(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd()));
        });
    }

    private static String words(Problem problem) {
        return problem.getDetail().orElse(problem.getType().toString());
    }

    @FunctionalInterface
    private interface Conversation<T> {
        T take() throws AcmeException, InterruptedException;
    }

    @SuppressWarnings("IllegalCatch") // The edge of a library whose lazy parts throw what they like.
    private static <T> T asking(Conversation<T> conversation) throws Failure {
        try {
            return conversation.take();
        } catch (AcmeRateLimitedException e) {
            throw new Failure("too many requests: " + words(e.getProblem()), e.getRetryAfter());
        } catch (AcmeServerException e) {
            throw new Failure(words(e.getProblem()), Optional.empty());
        } catch (AcmeException | RuntimeException e) {
            throw new Failure(causes(e), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("the server is stopping", Optional.of(Instant.now()));
        }
    }

    /** What went wrong, and why: a connection that failed tells it only in its cause. */
    private static String causes(Throwable failure) {
        return java.util.stream.Stream.iterate(failure, java.util.Objects::nonNull, Throwable::getCause)
                .limit(4)
                .map(one -> one.getMessage() == null ? one.getClass().getSimpleName() : one.getMessage())
                .distinct()
                .collect(Collectors.joining(": "));
    }

    /** Any authority, reached over TLS that is trusted by given roots. */
    private static final class Provider extends GenericAcmeProvider {
        private final List<X509Certificate> roots;

        Provider(List<X509Certificate> roots) {
            this.roots = roots;
        }

        @Override
        public boolean accepts(URI server) {
            return "https".equals(server.getScheme());
        }

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(settings.getTimeout())
                    .proxy(settings.getProxySelector());
            if (!roots.isEmpty()) {
                builder.sslContext(context());
            }
            return builder.build();
        }

        private SSLContext context() {
            try {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (X509Certificate root : roots) {
                    store.setCertificateEntry("root " + store.size(), root);
                }
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("this Java has no TLS", e);
            }
        }
    }
}
