package org.sealpost.protocols.sasl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.LoginVerdict;
import org.sealpost.protocols.CertificateJudge;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.Logins;
import org.sealpost.protocols.TokenJudge;
import org.sealpost.protocols.session.PasswordLogin;

/** All ways to log in at one door; offered under TLS only. */
public final class Mechanisms implements PasswordLogin {
    private static final String PLAIN = "PLAIN";

    private final Logins logins;
    private final String door;

    /** {@code door} as it stands in the audit log. */
    public Mechanisms(Logins logins, String door) {
        this.logins = logins;
        this.door = door;
    }

    @Override
    public Optional<LoggedIn> login(String name, char[] password, String clientAddress) {
        return logins.login(name, password, door, clientAddress);
    }

    /** The strongest first; many programs take the first that they know. */
    @Override
    public List<String> mechanisms(Channel channel) {
        List<String> names = new ArrayList<>();
        if (isGood(channel)) {
            names.add(ExternalExchange.NAME);
        }
        boolean proofs = logins.takesProofs();
        if (proofs && usable(channel).binding().isPresent()) {
            names.add(ScramExchange.PLUS);
        }
        if (proofs) {
            names.add(ScramExchange.NAME);
        }
        if (logins.judges().tokens().isPresent()) {
            names.add(BearerExchange.NAME);
        }
        names.add(PLAIN);
        return names;
    }

    @Override
    public Optional<Exchange> begin(String mechanism, Channel channel, String clientAddress) {
        String name = mechanism.toUpperCase(Locale.ROOT);
        return isTaken(name, channel) ? Optional.of(offered(name, channel, clientAddress)) : Optional.empty();
    }

    /** A program that shows some other certificate, as it came with the machine, is not led into a login that fails. */
    private boolean isGood(Channel channel) {
        try {
            return channel.shown().stream()
                    .findFirst()
                    .flatMap(shown -> logins.judges()
                            .certificates()
                            .map(judge -> judge.judge(shown, "").verdict()))
                    .filter(LoginVerdict.LogIn.class::isInstance)
                    .isPresent();
        } catch (MailFailure e) {
            // It cannot be looked up now; there are other ways.
            return false;
        }
    }

    /** Who tries it with a certificate that is not good is refused and counted, like anybody with a wrong password. */
    private boolean isTaken(String name, Channel channel) {
        return name.equals(ExternalExchange.NAME)
                ? !channel.shown().isEmpty() && logins.judges().certificates().isPresent()
                : mechanisms(channel).contains(name);
    }

    private Exchange offered(String name, Channel channel, String clientAddress) {
        return switch (name) {
            case ScramExchange.PLUS, ScramExchange.NAME ->
                new ScramExchange(
                        who -> logins.prove(who, door, clientAddress),
                        usable(channel),
                        name.equals(ScramExchange.PLUS));
            case ExternalExchange.NAME -> external(channel.shown().getFirst(), clientAddress);
            case BearerExchange.NAME -> bearer(clientAddress);
            default -> new PlainExchange(this, clientAddress);
        };
    }

    /** Where nothing is bound to connections, a client is right to believe that we cannot do it. */
    private Channel usable(Channel channel) {
        return logins.judges().bound() ? channel : new Channel(Optional.empty(), channel.shown());
    }

    private Exchange external(byte[] shown, String clientAddress) {
        CertificateJudge judge = logins.judges().certificates().orElseThrow();
        return new ExternalExchange(asked -> logins.login(
                asked,
                () -> judge.judge(shown, asked),
                // A certificate that is revoked ends what it began, as a changed password does.
                () -> judge.judge(shown, asked).verdict() instanceof LoginVerdict.LogIn,
                door,
                clientAddress));
    }

    private Exchange bearer(String clientAddress) {
        TokenJudge judge = logins.judges().tokens().orElseThrow();
        // A token is for the moment of the login; that it ends soon does not end the session.
        return new BearerExchange(
                (token, asked) -> logins.login(asked, () -> judge.judge(token, asked), () -> true, door, clientAddress),
                judge.discovery());
    }
}
