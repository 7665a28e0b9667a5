package org.sealpost.protocols.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.Logins;
import org.sealpost.protocols.sasl.Exchange.Step;
import org.sealpost.protocols.session.People;

class ScramExchangeTest {
    /** What is kept of the password "pencil" of RFC 7677 section 3, computed by another program. */
    private static final ScramVerifier PENCIL = ScramVerifier.parse("4096:W22ZaJ0SNY7soEsUEjb6gQ==:"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:" + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");

    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final LoggedIn USER = People.login("user@example.org");
    private static final Channel BOUND = new Channel(Optional.of(new byte[] {1, 2, 3}), List.of());

    private final List<String> heard = new ArrayList<>();

    @Test
    void speaksTheExampleOfTheRfc() {
        Exchange exchange = exchange(Channel.NONE, false);

        assertThat(text(exchange.answer(bytes("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(text(exchange.answer(bytes("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
                        + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(exchange.answer(new byte[0])).isEqualTo(new Step.Done(USER));
        assertThat(heard).containsExactly("user", "proved true");
    }

    @Test
    void bothProveThemselvesAtTheEndsOfOneConnection() {
        ScramClient client = new ScramClient("p=tls-exporter,,", new byte[] {1, 2, 3}, "user", "nonce");
        Exchange exchange = exchange(BOUND, true);

        String last = text(exchange.answer(client.last(challenge(exchange.answer(client.first())), "pencil")));

        assertThat(last).isEqualTo(client.expected());
        assertThat(exchange.answer(new byte[0])).isEqualTo(new Step.Done(USER));
    }

    @Test
    void refusesAWrongPassword() {
        ScramClient client = new ScramClient("n,,", new byte[0], "user", "nonce");
        Exchange exchange = exchange(Channel.NONE, false);

        byte[] last = client.last(challenge(exchange.answer(client.first())), "pencils");

        assertThat(exchange.answer(last)).isEqualTo(new Step.Refused());
        assertThat(heard).containsExactly("user", "proved false");
    }

    @Test
    void refusesAClientAtTheEndOfAnotherConnection() {
        ScramClient client = new ScramClient("p=tls-exporter,,", new byte[] {1, 2, 4}, "user", "nonce");
        Exchange exchange = exchange(BOUND, true);

        byte[] last = client.last(challenge(exchange.answer(client.first())), "pencil");

        assertThat(exchange.answer(last)).isEqualTo(new Step.Refused());
        assertThat(heard).containsExactly("user", "channel");
    }

    @Test
    void refusesAClientThatWasNotToldOfPlus() {
        assertThat(exchange(BOUND, false).answer(bytes("y,,n=user,r=nonce"))).isEqualTo(new Step.Refused());
        assertThat(heard).containsExactly("user", "channel");
        assertThat(exchange(Channel.NONE, false).answer(bytes("y,,n=user,r=nonce")))
                .isInstanceOf(Step.Challenge.class);
        assertThat(exchange(BOUND, false).answer(bytes("n,,n=user,r=nonce")))
                .as("a client without channel binding")
                .isInstanceOf(Step.Challenge.class);
    }

    @Test
    void refusesAHeaderThatChangedOnTheWay() {
        ScramClient client = new ScramClient("y,,", new byte[0], "user", "nonce");
        Exchange exchange = exchange(Channel.NONE, false);

        byte[] challenge = challenge(exchange.answer(bytes("n,,n=user,r=nonce")));

        assertThat(exchange.answer(client.last(challenge, "pencil"))).isEqualTo(new Step.Refused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n=user,r=nonce",
                "n,,r=nonce,n=user",
                "n,,n=us=er,r=nonce",
                "n,,n=user,r=no\u0001nce",
                "n,,n=user,r=",
                "n,,m=new,n=user,r=nonce",
                "n,,n=user,r=nonce,m=new",
                "n,a=other,n=user,r=nonce",
                "n,a=us=er,n=user,r=nonce",
                "x,,n=user,r=nonce",
                "p=tls-exporter,,n=user,r=nonce"
            })
    void asksForNobodyWhenTheFirstWordIsNone(String word) {
        assertThat(exchange(BOUND, false).answer(bytes(word))).isInstanceOf(Step.Malformed.class);
        assertThat(heard).isEmpty();
    }

    @Test
    void plusWantsTheChannelOfTls13() {
        assertThat(exchange(BOUND, true).answer(bytes("p=tls-unique,,n=user,r=nonce")))
                .isEqualTo(new Step.Malformed("the channel binding is tls-exporter"));
        assertThat(exchange(BOUND, true).answer(bytes("n,,n=user,r=nonce"))).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void readsCommasAndEqualsSignsInNames() {
        assertThat(exchange(BOUND, false).answer(bytes("n,a=a=2Cb=3Dc,n=A=2Cb=3Dc,r=nonce,x=1")))
                .isInstanceOf(Step.Challenge.class);
        assertThat(heard).containsExactly("A,b=c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws,r=nonce,p=AAAA",
                "c=biws,r=nonce%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                "c=biws,r=nonce%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=A",
                "c=bi,r=nonce%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,m=1,p=AAAA"
            })
    void doesNotJudgeALastWordThatIsNone(String word) {
        Exchange exchange = exchange(Channel.NONE, false);
        exchange.answer(bytes("n,,n=user,r=nonce"));

        assertThat(exchange.answer(bytes(word))).isInstanceOf(Step.Malformed.class);
        assertThat(heard).containsExactly("user");
    }

    @Test
    void nothingMayFollowTheProofOfTheServer() {
        ScramClient client = new ScramClient("n,,", new byte[0], "user", "nonce");
        Exchange exchange = exchange(Channel.NONE, false);
        exchange.answer(client.last(challenge(exchange.answer(client.first())), "pencil"));

        assertThat(exchange.answer(bytes("more"))).isInstanceOf(Step.Malformed.class);
    }

    private Exchange exchange(Channel channel, boolean plus) {
        return new ScramExchange(this::proving, channel, plus, () -> SERVER_NONCE);
    }

    private Logins.Proving proving(String name) {
        heard.add(name);
        return new Logins.Proving() {
            @Override
            public ScramVerifier verifier() {
                return PENCIL;
            }

            @Override
            public Optional<LoggedIn> end(byte[] proof, byte[] words) {
                boolean proved = PENCIL.proves(proof, words);
                heard.add("proved " + proved);
                return Optional.of(USER).filter(user -> proved);
            }

            @Override
            public void refuseChannel() {
                heard.add("channel");
            }
        };
    }

    private static byte[] challenge(Step step) {
        assertThat(step).isInstanceOf(Step.Challenge.class);
        return ((Step.Challenge) step).words();
    }

    private static String text(Step step) {
        return new String(challenge(step), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
