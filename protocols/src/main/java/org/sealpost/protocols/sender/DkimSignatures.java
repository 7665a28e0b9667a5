package org.sealpost.protocols.sender;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.PublicKeyRecordRetriever;
import org.apache.james.jdkim.api.Result;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.apache.james.jdkim.exceptions.PermFailException;
import org.apache.james.jdkim.exceptions.TempFailException;
import org.apache.james.jdkim.impl.BodyHasherImpl;
import org.apache.james.jdkim.tagvalue.PublicKeyRecordImpl;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.Content;
import org.sealpost.mail.DkimCheck;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.protocols.dns.Dns;

/** Verifies the signatures of domains on a message (RFC 6376); RSA only, which every signer makes. */
final class DkimSignatures {
    /** Each costs a question to somebody else's name server. */
    private static final int SIGNATURES_LIMIT = 8;

    private static final int BLANK_LIMIT_BYTES = 4_096;

    /** RFC 8301 section 3.2. */
    private static final int RSA_LEAST_BITS = 1_024;

    private final Dns dns;

    DkimSignatures(Dns dns) {
        this.dns = dns;
    }

    /** One for each signature; none if there is none. */
    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes is a signature that is not good.
    List<DkimCheck> check(HeaderSection header, Content content) {
        int signatures = header.all("DKIM-Signature").size();
        if (signatures == 0) {
            return List.of();
        }
        if (signatures > SIGNATURES_LIMIT) {
            return List.of(new DkimCheck(AuthenticationResult.POLICY, Optional.empty(), ""));
        }
        DKIMVerifier verifier = new BodyRight(keys(), isBlank(content.from(header.lengthBytes())));
        try (InputStream in = content.open()) {
            verifier.verify(in);
        } catch (FailException e) {
            // None is good; the results tell each why.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            return List.of(new DkimCheck(AuthenticationResult.PERMERROR, Optional.empty(), ""));
        }
        List<DkimCheck> checks = new ArrayList<>();
        verifier.getResults().forEach(result -> checks.add(check(result)));
        return checks;
    }

    private static boolean isBlank(Content body) {
        if (body.sizeBytes() > BLANK_LIMIT_BYTES) {
            return false;
        }
        for (byte octet : body.bytes(BLANK_LIMIT_BYTES)) {
            if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
                return false;
            }
        }
        return true;
    }

    /** A body of nothing but white space is nothing in relaxed form (RFC 6376 section 3.4.4); the library makes a line end of it. */
    private static final class BodyRight extends DKIMVerifier {
        private final boolean blank;

        BodyRight(PublicKeyRecordRetriever keys, boolean blank) {
            super(keys);
            this.blank = blank;
        }

        @Override
        protected BodyHasherImpl newBodyHasher(SignatureRecord record) throws PermFailException {
            boolean nothing = blank && "relaxed".equals(record.getBodyCanonicalisationMethod());
            return nothing ? new Nothing(record) : super.newBodyHasher(record);
        }
    }

    private static final class Nothing extends BodyHasherImpl {
        Nothing(SignatureRecord record) throws PermFailException {
            super(record);
        }

        @Override
        public byte[] getDigest() {
            try {
                return MessageDigest.getInstance(
                                getSignatureRecord().getHashAlgo().toString())
                        .digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private PublicKeyRecordRetriever keys() {
        return (methods, selector, domain) -> {
            try {
                List<String> found = dns.texts(selector + "._domainkey." + domain);
                requireLongKeys(found);
                return found;
            } catch (Dns.Unanswered e) {
                throw new TempFailException(String.valueOf(e.getMessage()));
            }
        };
    }

    @SuppressWarnings("IllegalCatch") // A key that cannot be read is not long enough either.
    private static void requireLongKeys(List<String> records) throws PermFailException {
        for (String record : records) {
            try {
                boolean weak = new PublicKeyRecordImpl(record).getPublicKey() instanceof RSAPublicKey key
                        && key.getModulus().bitLength() < RSA_LEAST_BITS;
                if (weak) {
                    throw new PermFailException("the key is shorter than " + RSA_LEAST_BITS + " bits");
                }
            } catch (RuntimeException e) {
                throw new PermFailException("the key cannot be read", e);
            }
        }
    }

    private static DkimCheck check(Result result) {
        SignatureRecord record = result.getRecord();
        AuthenticationResult found =
                AuthenticationResult.valueOf(result.getResultType().name());
        if (record == null) {
            return new DkimCheck(found, Optional.empty(), "");
        }
        // RFC 6376 section 8.2: with l= anybody may add text behind what was signed.
        boolean covers = record.getBodyHashLimit() < 0;
        return new DkimCheck(
                found == AuthenticationResult.PASS && !covers ? AuthenticationResult.POLICY : found,
                domain(record.getDToken()),
                selector(record.getSelector()));
    }

    /** Only what may stand in a header field of ours. */
    private static Optional<Domain> domain(CharSequence text) {
        try {
            return Optional.of(new Domain(String.valueOf(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String selector(CharSequence text) {
        String selector = String.valueOf(text).toLowerCase(Locale.ROOT);
        return selector.matches("[a-z0-9._-]{1,63}") ? selector : "";
    }
}
