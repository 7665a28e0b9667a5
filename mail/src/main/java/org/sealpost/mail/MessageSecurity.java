package org.sealpost.mail;

import java.time.Instant;

/** What holds for a message as a whole: who can have read it on its way, and whose word it is. */
public record MessageSecurity(Secrecy secrecy, Authorship authorship) {
    /** Whether the text was closed to others on its way. */
    public enum Secrecy {
        CLEAR,
        ENCRYPTED,
        /** Closed for the house, too: what lies inside nobody here can say. */
        ENCRYPTED_UNOPENED
    }

    /** Whose signature stands for everything that a mail program shows of the message. */
    public sealed interface Authorship {
        /** Nobody's, or one that does not count. */
        record Unsigned() implements Authorship {}

        /** The author's: the whole text lies inside good signatures. */
        record Good(MailAddress signer, Instant signedAt) implements Authorship {}

        /** That of the author's whole domain: whoever sits at its gateway, not the person. */
        record OfDomain(Domain domain, MailAddress signer) implements Authorship {}

        /** There is a signature that should count, and it is not good; the worst finding. */
        record NotGood(SignatureCheck check) implements Authorship {}

        /** Signed in a way that is not judged with S/MIME. */
        record NotJudged() implements Authorship {}
    }

    /** In the words of RFC 9219 section 3.2; {@code ""} where that has null: for a message without a signature. */
    public String smimeStatus() {
        String failed = secrecy == Secrecy.ENCRYPTED ? "encrypted+signed/failed" : "signed/failed";
        return switch (authorship) {
            case Authorship.Good good -> secrecy == Secrecy.ENCRYPTED ? "encrypted+signed/verified" : "signed/verified";
            case Authorship.NotGood notGood -> failed;
            case Authorship.OfDomain ofDomain -> secrecy == Secrecy.ENCRYPTED ? "encrypted+signed" : "signed";
            case Authorship.NotJudged() -> "unknown";
            case Authorship.Unsigned() -> secrecy == Secrecy.ENCRYPTED_UNOPENED ? "unknown" : "";
        };
    }
}
