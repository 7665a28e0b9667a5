package org.sealpost.protocols.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.Logins;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677): the client proves that it knows the password, the server that it
 * knows the client; with PLUS both prove that they are at the ends of the same TLS connection.
 */
final class ScramExchange implements Exchange {
    static final String NAME = "SCRAM-SHA-256";
    static final String PLUS = "SCRAM-SHA-256-PLUS";

    private static final int NONCE_BYTES = 18;
    private static final SecureRandom RANDOM = new SecureRandom();
    /** {@code c=binding,r=nonce,...,p=proof} */
    private static final Pattern FINAL = Pattern.compile("(?<text>c=(?<binding>[A-Za-z0-9+/=]{1,4096})"
            + ",r=(?<nonce>[^,\\x00]{1,1024})(?:,[A-Za-ln-oq-z]=[^,\\x00]*)*),p=(?<proof>[A-Za-z0-9+/=]{1,128})");

    private final Starter starter;
    private final Channel channel;
    private final boolean plus;
    private final Supplier<String> nonces;
    private @Nullable Begun begun;
    private @Nullable LoggedIn login;

    /** Begins a login under a name. */
    interface Starter {
        Logins.Proving prove(String name);
    }

    private record Begun(ScramFirst first, Logins.Proving proving, String nonce, String challenge) {}

    ScramExchange(Starter starter, Channel channel, boolean plus) {
        this(starter, channel, plus, ScramExchange::newNonce);
    }

    ScramExchange(Starter starter, Channel channel, boolean plus, Supplier<String> nonces) {
        this.starter = starter;
        this.channel = channel;
        this.plus = plus;
        this.nonces = nonces;
    }

    private static String newNonce() {
        byte[] random = new byte[NONCE_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    @Override
    public Step answer(byte[] word) {
        LoggedIn proved = login;
        if (proved != null) {
            // Our own proof went out as a challenge, to which there is nothing more to say.
            return word.length == 0 ? new Step.Done(proved) : new Step.Malformed("nothing was asked any more");
        }
        String text = new String(word, StandardCharsets.UTF_8);
        Begun before = begun;
        return before == null ? first(text) : last(text, before);
    }

    private Step first(String text) {
        Optional<ScramFirst> parsed = ScramFirst.parse(text);
        if (parsed.isEmpty() || parsed.get().isBound() != plus || !parsed.get().isSelf()) {
            return new Step.Malformed("not a first message of " + (plus ? PLUS : NAME));
        }
        ScramFirst first = parsed.get();
        if (plus && !first.bindingType().equals(Channel.BINDING_TYPE)) {
            return new Step.Malformed("the channel binding is " + Channel.BINDING_TYPE);
        }
        Logins.Proving proving = starter.prove(first.name());
        if (first.flag() == 'y' && channel.binding().isPresent()) {
            // RFC 5802 section 6: somebody took PLUS out of the list that the client was shown.
            proving.refuseChannel();
            return new Step.Refused();
        }
        ScramVerifier verifier = proving.verifier();
        String nonce = first.nonce() + nonces.get();
        String challenge = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(verifier.salt()) + ",i="
                + verifier.iterations();
        begun = new Begun(first, proving, nonce, challenge);
        return new Step.Challenge(challenge.getBytes(StandardCharsets.UTF_8));
    }

    private Step last(String text, Begun before) {
        Matcher parts = FINAL.matcher(text);
        if (!parts.matches() || !parts.group("nonce").equals(before.nonce)) {
            return new Step.Malformed("not a last message of " + NAME);
        }
        byte[] proof;
        byte[] bound;
        try {
            proof = Base64.getDecoder().decode(parts.group("proof"));
            bound = Base64.getDecoder().decode(parts.group("binding"));
        } catch (IllegalArgumentException e) {
            return new Step.Malformed("not base64");
        }
        if (!MessageDigest.isEqual(bound, expectedBinding(before.first))) {
            before.proving.refuseChannel();
            return new Step.Refused();
        }
        String exchange = before.first.bare() + "," + before.challenge + "," + parts.group("text");
        return proved(before, proof, exchange.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] expectedBinding(ScramFirst first) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(first.header().getBytes(StandardCharsets.UTF_8));
        if (first.isBound()) {
            channel.binding().ifPresent(expected::writeBytes);
        }
        return expected.toByteArray();
    }

    private Step proved(Begun before, byte[] proof, byte[] exchange) {
        Optional<LoggedIn> account = before.proving.end(proof, exchange);
        if (account.isEmpty()) {
            return new Step.Refused();
        }
        login = account.get();
        String own =
                Base64.getEncoder().encodeToString(before.proving.verifier().signature(exchange));
        return new Step.Challenge(("v=" + own).getBytes(StandardCharsets.US_ASCII));
    }
}
