package org.sealpost.protocols.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.LoginRule;
import org.sealpost.policy.LoginVerdict;
import org.sealpost.protocols.session.People;
import org.sealpost.testkit.Issuer;

/** Tokens of a real issuer, over HTTPS, in the four algorithms that are taken. */
class IssuedTokensTest {
    private static final Issuer ISSUER = Issuer.start();
    private static final String ANN = "ann@example.org";

    private final People people = new People().account(ANN, "secret", "anna@example.org");
    private Instant now = Instant.now();
    private IssuedTokens tokens = tokens(roots());

    @AfterAll
    static void close() {
        ISSUER.close();
    }

    @BeforeEach
    void forget() {
        tokens = tokens(roots());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
    void logsInWhomATokenNames(String algorithm) {
        Issuer.Key key = ISSUER.publish("key of " + algorithm, algorithm);

        Decision<LoginVerdict> decision = tokens.judge(key.sign(claims("anna@example.org")), "");

        assertThat(decision.because())
                .containsExactly(Finding.of(LoginRule.TOKEN_GOOD, ISSUER.url(), "anna@example.org"));
        assertThat(decision.verdict())
                .isEqualTo(new LoginVerdict.LogIn(people.accounts().getFirst()));
    }

    @Test
    void refusesWhatTheIssuerDidNotSign() {
        Issuer.Key key = ISSUER.publish("mine", "RS256");
        Issuer.Key stranger = Issuer.Key.make("mine", "RS256");
        String good = key.sign(claims(ANN));
        String other = key.sign(claims("bob@example.org"));
        String[] parts = good.split("\\.", -1);

        assertRule(stranger.sign(claims(ANN)), LoginRule.TOKEN_NOT_SIGNED_BY_ISSUER);
        assertRule(parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2], LoginRule.TOKEN_NOT_SIGNED_BY_ISSUER);
        assertRule(parts[0] + "." + parts[1] + ".", LoginRule.TOKEN_NOT_SIGNED_BY_ISSUER);
    }

    /** RFC 8725 sections 2.1 and 3.1: neither no signature nor one with the public key as a secret. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "RS1"})
    void takesNoOtherAlgorithmAndAsksNobodyForIt(String algorithm) {
        int before = ISSUER.asked();
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"mine\"}";

        assertRule(base64(header) + "." + base64(claims(ANN)) + ".AAAA", LoginRule.TOKEN_NOT_SIGNED_BY_ISSUER);

        assertThat(ISSUER.asked()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token", "a.b.c", "a.b.c.d.e", "e30.e30.e30"})
    void asksNobodyForWhatIsNoToken(String token) {
        int before = ISSUER.asked();

        assertThat(tokens.judge(token, "").verdict()).isEqualTo(new LoginVerdict.Refuse());

        assertThat(ISSUER.asked()).isEqualTo(before);
    }

    @Test
    void looksAtIssuerAudienceTimeAndAddress() {
        Issuer.Key key = ISSUER.publish("judging", "ES256");
        String good = claims(ANN);

        assertRule(key.sign(good.replace(ISSUER.url(), "https://other.example")), LoginRule.TOKEN_OF_ANOTHER_ISSUER);
        assertRule(key.sign(good.replace("\"mail\"", "\"web\"")), LoginRule.TOKEN_FOR_ANOTHER_AUDIENCE);
        assertRule(key.sign(good.replace("\"exp\"", "\"end\"")), LoginRule.TOKEN_OUTSIDE_ITS_TIME);
        assertRule(
                key.sign(good.replace("\"exp\"", "\"email_verified\":false,\"exp\"")),
                LoginRule.TOKEN_ADDRESS_NOT_VERIFIED);
        assertRule(key.sign(claims("bob@example.org")), LoginRule.TOKEN_NAMES_NO_ACCOUNT);
        assertRule(key.sign(claims("no address")), LoginRule.TOKEN_NAMES_NO_ACCOUNT);
        assertRule(key.sign(good.replace("\"exp\":", "\"exp\":\"soon\",\"x\":")), LoginRule.TOKEN_UNREADABLE);
        now = now.plus(Duration.ofMinutes(10));
        assertRule(key.sign(good), LoginRule.TOKEN_OUTSIDE_ITS_TIME);
    }

    @Test
    void aNewKeyIsAskedForAtMostOnceAMinute() {
        Issuer.Key first = ISSUER.publish("first", "EdDSA");
        assertRule(first.sign(claims(ANN)), LoginRule.TOKEN_GOOD);
        int before = ISSUER.asked();
        Issuer.Key second = ISSUER.publish("second", "EdDSA");

        assertRule(second.sign(claims(ANN)), LoginRule.TOKEN_NOT_SIGNED_BY_ISSUER);
        assertThat(ISSUER.asked()).isEqualTo(before);
        now = now.plus(Duration.ofMinutes(1));
        assertRule(second.sign(claims(ANN)), LoginRule.TOKEN_GOOD);
        assertRule(first.sign(claims(ANN)), LoginRule.TOKEN_GOOD);
        assertThat(ISSUER.asked()).isEqualTo(before + 1);
    }

    @Test
    void aKeyThatWasTakenAwayCountsNoMoreAfterAnHour() {
        Issuer.Key key = ISSUER.publish("stolen", "EdDSA");
        assertRule(key.sign(claims(ANN)), LoginRule.TOKEN_GOOD);

        ISSUER.withdraw(key);
        now = now.plus(Duration.ofMinutes(61));

        assertRule(key.sign(claims(ANN)), LoginRule.TOKEN_NOT_SIGNED_BY_ISSUER);
    }

    @Test
    void acceptsNothingWhileTheIssuerIsNotThereOrNotItself() {
        Issuer.Key key = ISSUER.publish("unreachable", "EdDSA");
        IssuedTokens distrusting = tokens(List.of());
        IssuedTokens nowhere = new IssuedTokens(
                new IssuerConfig("https://localhost:1", "mail", "email", Optional.empty()), roots(), people, clock());
        IssuedTokens renamed = new IssuedTokens(
                new IssuerConfig(ISSUER.url() + "/", "mail", "email", Optional.empty()), roots(), people, clock());

        for (IssuedTokens one : List.of(distrusting, nowhere, renamed)) {
            assertThatThrownBy(() -> one.judge(key.sign(claims(ANN)), ""))
                    .isInstanceOf(MailFailure.class)
                    .hasMessageContaining("does not tell its keys");
            assertThatThrownBy(() -> one.judge(key.sign(claims(ANN)), ""))
                    .isInstanceOf(MailFailure.class)
                    .hasMessageContaining("a moment ago");
        }
    }

    private void assertRule(String token, LoginRule rule) {
        assertThat(tokens.judge(token, "").because()).extracting(Finding::rule).containsExactly(rule);
    }

    private String claims(String address) {
        return "{\"iss\":\"%s\",\"aud\":[\"mail\"],\"email\":\"%s\",\"nbf\":%d,\"exp\":%d}"
                .formatted(ISSUER.url(), address, now.getEpochSecond() - 60, now.getEpochSecond() + 300);
    }

    private IssuedTokens tokens(List<X509Certificate> roots) {
        return new IssuedTokens(
                new IssuerConfig(ISSUER.url(), "mail", "email", Optional.empty()), roots, people, clock());
    }

    private static List<X509Certificate> roots() {
        try {
            return List.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(ISSUER.roots()))));
        } catch (java.io.IOException | java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }
}
