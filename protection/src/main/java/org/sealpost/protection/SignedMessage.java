package org.sealpost.protection;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.SignatureCheck;

/** A message with an S/MIME signature around it, taken apart once: its signature can be judged and what is inside read. */
public final class SignedMessage {
    private final OuterEntity outer;
    private final SignatureVerifier verifier;
    private final SignatureVerifier.@Nullable Signed signed;

    /** Why it could not be taken apart. */
    private final Verification unreadable;

    private SignedMessage(
            OuterEntity outer,
            SignatureVerifier verifier,
            SignatureVerifier.@Nullable Signed signed,
            Verification unreadable) {
        this.outer = outer;
        this.verifier = verifier;
        this.signed = signed;
        this.unreadable = unreadable;
    }

    /** Empty if there is no signature that S/MIME can judge; one of OpenPGP is none. */
    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes becomes a verdict.
    static Optional<SignedMessage> of(OuterEntity outer, SignatureVerifier verifier) {
        if (outer.kind() != SmimeKind.CLEAR_SIGNED && outer.kind() != SmimeKind.OPAQUE_SIGNED) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new SignedMessage(outer, verifier, verifier.read(outer), Verification.unreadable("nothing found")));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return Optional.of(new SignedMessage(outer, verifier, null, unreadable(e)));
        }
    }

    /**
     * What there is to say about the signature.
     *
     * @param receivedAt when the house got the message: the time for which certificates count if the signer told none
     */
    public Verification verify(Instant receivedAt) {
        return verify(receivedAt, Optional.empty());
    }

    /**
     * As above, for one person: some authorities are trusted for the people of one domain only.
     *
     * @param reader the domain of that person
     */
    public Verification verify(Instant receivedAt, Optional<Domain> reader) {
        return verify(new VerifiedFor(receivedAt, reader), outer.header());
    }

    /** As above, with the fields under which the message will be shown. */
    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes becomes a verdict.
    Verification verify(VerifiedFor asked, HeaderSection header) {
        SignatureVerifier.Signed found = signed;
        if (found == null) {
            return unreadable;
        }
        try {
            return verifier.verify(header, found, asked.receivedAt(), asked.reader());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return unreadable(e);
        }
    }

    /** The message inside an opaque signature (application/pkcs7-mime), under the header fields that it came with. */
    public Optional<Content> inner() {
        SignatureVerifier.Signed found = signed;
        return found == null || outer.kind() != SmimeKind.OPAQUE_SIGNED
                ? Optional.empty()
                : Optional.of(Entity.splice(outer.header(), found.entity()));
    }

    /** What was signed, with header fields of its own; empty if it could not be taken apart. */
    Optional<Content> entity() {
        return Optional.ofNullable(signed).map(SignatureVerifier.Signed::entity);
    }

    private static Verification unreadable(Throwable why) {
        return why instanceof UnreadableMessage
                ? Verification.unreadable(String.valueOf(why.getMessage()))
                : Verification.failed(new SignatureCheck.Unreadable("the signature cannot be read"));
    }
}
