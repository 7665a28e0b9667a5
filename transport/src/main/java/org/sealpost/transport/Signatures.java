package org.sealpost.transport;

import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.SignatureCheck;

/** What was found about a signature, in words and in the form of RFC 7281. */
public final class Signatures {
    private Signatures() {}

    /** For people. */
    public static String words(SignatureCheck check) {
        return switch (check) {
            case SignatureCheck.Valid valid -> "valid signature of " + valid.signer();
            case SignatureCheck.RevocationUnknown unknown ->
                "signature of " + unknown.signer() + ", revocation could not be checked";
            case SignatureCheck.Altered() -> "altered after it was signed";
            case SignatureCheck.Untrusted untrusted ->
                "signed under an issuer that is not trusted: " + untrusted.issuer()
                        + (untrusted.fingerprint().isEmpty() ? "" : ", SHA-256 " + untrusted.fingerprint());
            case SignatureCheck.Expired expired -> "signed outside the dates of the certificate of " + expired.signer();
            case SignatureCheck.Revoked revoked -> "signed with a revoked certificate of " + revoked.signer();
            case SignatureCheck.Unsuitable unsuitable ->
                "signed with an unsuitable certificate: " + unsuitable.reason();
            case SignatureCheck.OfDomain ofDomain ->
                "signed by the domain " + ofDomain.domain() + " (" + ofDomain.signer() + "), not by the person";
            case SignatureCheck.OtherAuthor other ->
                "signed by " + other.signer() + ", not by the author " + other.author();
            case SignatureCheck.OlderThanMessage older ->
                "signed by " + older.signer() + " at " + older.signedAt() + ", long before the date of the message";
            case SignatureCheck.Unreadable unreadable -> "signature not readable: " + unreadable.reason();
        };
    }

    /** For a mail program: the word on the message as a whole (RFC 8601 section 2.7, RFC 7281). */
    static String result(MessageSecurity security) {
        return switch (security.authorship()) {
            case Authorship.Good good -> result(new SignatureCheck.Valid(good.signer(), good.signedAt()));
            case Authorship.OfDomain ofDomain ->
                result(new SignatureCheck.OfDomain(ofDomain.domain(), ofDomain.signer()));
            case Authorship.NotGood(SignatureCheck check) -> result(check);
            case Authorship.Unsigned(), Authorship.NotJudged() -> "smime=none";
        };
    }

    private static String result(SignatureCheck check) {
        String comment = " (" + words(check).replaceAll("[()\\\\\r\n]", " ") + ")";
        return switch (check) {
            case SignatureCheck.Valid valid ->
                "smime=pass" + comment + " body.smime-identifier=\""
                        + quoted(valid.signer().toString()) + "\"";
            // The signature is good; whose it is stands beside it, and that is not the author.
            case SignatureCheck.OfDomain ofDomain ->
                "smime=pass" + comment + " body.smime-identifier=\""
                        + quoted(ofDomain.signer().toString()) + "\"";
            case SignatureCheck.RevocationUnknown unknown -> "smime=policy" + comment;
            case SignatureCheck.Unreadable unreadable -> "smime=permerror" + comment;
            case SignatureCheck.Untrusted untrusted -> "smime=policy" + comment;
            case SignatureCheck.OlderThanMessage older -> "smime=policy" + comment;
            case SignatureCheck.Altered altered -> "smime=fail" + comment;
            case SignatureCheck.Expired expired -> "smime=fail" + comment;
            case SignatureCheck.Revoked revoked -> "smime=fail" + comment;
            case SignatureCheck.Unsuitable unsuitable -> "smime=fail" + comment;
            case SignatureCheck.OtherAuthor other -> "smime=fail" + comment;
        };
    }

    private static String quoted(String text) {
        return text.replaceAll("[\"\\\\\r\n]", "");
    }
}
