package org.sealpost.pki;

import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;

/**
 * Which keys the root and the issuing authority get when they are made, and how they sign.
 *
 * @param rootOutside whether the root is made elsewhere, so that the issuing authority waits for its certificate
 */
public record AuthorityPlan(Keys root, Keys issuing, boolean rootOutside) {
    /** What a house has if nobody says otherwise: every mail program of the last ten years checks these. */
    public static final AuthorityPlan USUAL =
            new AuthorityPlan(Keys.usual(KeyKind.EC_P384), Keys.usual(KeyKind.EC_P256));

    /** With a root that is made here. */
    public AuthorityPlan(Keys root, Keys issuing) {
        this(root, issuing, false);
    }

    /**
     * A kind of key and how it signs.
     *
     * @param inToken whether it is made in the token that is configured, and stays there
     */
    public record Keys(KeyKind kind, SignatureScheme scheme, boolean inToken) {
        public Keys {
            if (!scheme.fits(kind)) {
                throw new IllegalArgumentException("a key of kind " + kind.word() + " does not sign with "
                        + scheme.word() + "; it signs with "
                        + SignatureScheme.all(kind).stream()
                                .map(SignatureScheme::word)
                                .toList());
            }
        }

        /** In the database. */
        public Keys(KeyKind kind, SignatureScheme scheme) {
            this(kind, scheme, false);
        }

        /**
         * As keys of this kind usually sign.
         *
         * @throws IllegalArgumentException for a key that cannot sign
         */
        public static Keys usual(KeyKind kind) {
            return new Keys(kind, SignatureScheme.usual(kind));
        }
    }
}
