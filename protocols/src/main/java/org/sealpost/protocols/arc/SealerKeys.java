package org.sealpost.protocols.arc;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.james.jdkim.tagvalue.PublicKeyRecordImpl;
import org.sealpost.mail.Domain;
import org.sealpost.protocols.dns.Dns;

/** The keys with which one chain was sealed, as the DNS shows them (RFC 6376 section 3.6.1). Not for more than one thread. */
final class SealerKeys {
    /** Each is a question to somebody else's name server. */
    private static final int LIMIT = 16;

    /** RFC 8301 section 3.2. */
    private static final int RSA_LEAST_BITS = 1_024;

    private static final Pattern SELECTOR = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    private final Dns dns;
    private final Map<String, PublicKey> known = new HashMap<>();

    SealerKeys(Dns dns) {
        this.dns = dns;
    }

    /** {@code covered}: octet by octet as Latin-1. */
    void verify(String covered, TagList tags, String what) throws BrokenChain, Dns.Unanswered {
        if (!tags.required("a").toLowerCase(Locale.ROOT).equals("rsa-sha256")) {
            throw new BrokenChain(what + " is not of rsa-sha256");
        }
        if (!isGood(covered, base64(tags.dense("b"), what), key(tags, what))) {
            throw new BrokenChain(what + " is not good");
        }
    }

    private static boolean isGood(String covered, byte[] signature, PublicKey key) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(covered.getBytes(StandardCharsets.ISO_8859_1));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // Of another length than the key's, for example.
            return false;
        }
    }

    static byte[] base64(String text, String what) throws BrokenChain {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BrokenChain(what + " cannot be read");
        }
    }

    private PublicKey key(TagList tags, String what) throws BrokenChain, Dns.Unanswered {
        Domain domain = ArcSet.domain(tags.required("d")).orElseThrow(() -> new BrokenChain(what + " names no domain"));
        String selector = tags.required("s");
        if (!SELECTOR.matcher(selector).matches()) {
            throw new BrokenChain(what + " names no key");
        }
        String name = selector + "._domainkey." + domain;
        PublicKey before = known.get(name);
        if (before != null) {
            return before;
        }
        if (known.size() == LIMIT) {
            throw new BrokenChain("the chain has more than " + LIMIT + " keys");
        }
        PublicKey found = fitting(dns.texts(name))
                .orElseThrow(() -> new BrokenChain("the DNS has no fitting key at " + name + " for " + what));
        known.put(name, found);
        return found;
    }

    private static Optional<PublicKey> fitting(List<String> records) {
        return records.stream().flatMap(record -> read(record).stream()).findFirst();
    }

    @SuppressWarnings("IllegalCatch") // What a library throws on a hostile record is a key that does not fit.
    private static Optional<PublicKey> read(String text) {
        try {
            PublicKeyRecordImpl record = new PublicKeyRecordImpl(text);
            record.validate();
            boolean fits = record.isKeyTypeSupported("rsa") && record.isHashMethodSupported("sha256");
            return Optional.of(record.getPublicKey())
                    .filter(key -> fits
                            && key instanceof RSAPublicKey rsa
                            && rsa.getModulus().bitLength() >= RSA_LEAST_BITS);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
