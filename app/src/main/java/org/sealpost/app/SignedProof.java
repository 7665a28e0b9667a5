package org.sealpost.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.enrollment.OutsideCertificates.Proof;
import org.sealpost.enrollment.OutsideCertificates.ProofReader;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.protection.SignedMessage;
import org.sealpost.protection.Smime;
import org.sealpost.protection.Verification;

/**
 * Reads proofs of possession: opaque-signed S/MIME messages, since only there what is read is what was signed. Whose authority
 * issued the certificate does not matter for possession; a revoked one or one outside its dates proves nothing.
 */
record SignedProof(Smime smime) implements ProofReader {
    private static final int LIMIT_BYTES = 64 * 1024;

    @Override
    public Optional<Proof> read(byte[] message, Instant now) {
        if (message.length > LIMIT_BYTES) {
            return Optional.empty();
        }
        Optional<SignedMessage> signed = smime.signed(Content.of(message));
        Optional<Content> inner = signed.flatMap(SignedMessage::inner);
        return inner.isEmpty() ? Optional.empty() : proof(signed.get().verify(now), inner.get());
    }

    private static Optional<Proof> proof(Verification found, Content inner) {
        // A chain is judged only if the bytes are those that were signed.
        boolean intact = found.chain().map(SignedProof::isIntact).orElse(false);
        return intact ? found.signer().map(signer -> new Proof(text(inner), signer)) : Optional.empty();
    }

    private static boolean isIntact(ChainVerdict verdict) {
        return !(verdict instanceof ChainVerdict.Revoked) && !(verdict instanceof ChainVerdict.OutsideDates);
    }

    private static String text(Content content) {
        try (InputStream bytes = content.open()) {
            return new String(bytes.readNBytes(LIMIT_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
