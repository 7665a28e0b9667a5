package org.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Optional;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.Change;
import org.sealpost.pki.TokenKeyBook.Entry;
import org.sealpost.pki.pkcs11.Token;

/** Makes and finds the keys of authorities, wherever they lie: sealed in the database, or in a token. */
public final class AuthorityKeys {
    private final KeyArchive archive;
    private final TokenKeyBook book;
    private final Optional<Token> token;

    /** Keys in the database only. */
    public AuthorityKeys(KeyArchive archive) {
        this(archive, TokenKeyBook.NONE, Optional.empty());
    }

    /**
     * Keys in the database and in a token.
     *
     * @param token the one that is configured, which need not be connected now
     */
    public AuthorityKeys(KeyArchive archive, TokenKeyBook book, Optional<Token> token) {
        this.archive = archive;
        this.book = book;
        this.token = token;
    }

    /**
     * A key that an authority is to have.
     *
     * @param keeping what makes it last; to be done before anything that it signed is given away
     */
    public record Made(PublicKey publicKey, AuthorityKey key, Change keeping) {
        public String id() {
            return KeyPairs.id(publicKey);
        }
    }

    /**
     * Makes a key as it is planned, in the database or in the token.
     *
     * @param owner as {@link KeyArchive#putting} has it, such as {@code authority issuing}; in the token it is the label
     */
    public Made make(String owner, AuthorityPlan.Keys plan) {
        if (plan.inToken()) {
            return inToken(owner, owner, require().generate(owner, plan.kind()), plan.scheme());
        }
        return make(owner, plan.kind(), plan.scheme());
    }

    /** Makes a key in the database. */
    public Made make(String owner, KeyKind kind, SignatureScheme scheme) {
        KeyPair pair = KeyPairs.generate(kind.word());
        return new Made(
                pair.getPublic(),
                soft(pair.getPrivate(), scheme),
                archive.putting(KeyPairs.id(pair.getPublic()), owner, pair.getPrivate()));
    }

    /**
     * Takes a key that is in the token already.
     *
     * @param label of the key there
     * @throws AuthorityFailure if there is no token, or no such key in it
     */
    public Made adopt(String owner, String label, SignatureScheme scheme) {
        Token there = require();
        PublicKey found = there.publicKey(label)
                .orElseThrow(() ->
                        new AuthorityFailure("there is no private key " + label + " in the token " + there.label()));
        return inToken(owner, label, found, scheme);
    }

    private Made inToken(String owner, String label, PublicKey key, SignatureScheme scheme) {
        Token there = require();
        Entry entry = new Entry(KeyPairs.id(key), owner, there.label(), label, key.getEncoded());
        return new Made(key, new TokenKey(there, label, key, scheme), book.putting(entry));
    }

    private Token require() {
        return token.orElseThrow(() -> new AuthorityFailure(
                "no token is configured; expected library, token and pin_file under [pkcs11] in sealpost.toml"));
    }

    /**
     * The key with this name; empty if it is nowhere. One in a token is found whether or not the token is there now.
     *
     * @throws AuthorityFailure if it lies in a token that is not configured
     */
    public Optional<AuthorityKey> find(String keyId, SignatureScheme scheme) {
        Optional<AuthorityKey> inToken = book.find(keyId).map(entry -> inToken(entry, scheme));
        return inToken.isPresent() ? inToken : archive.find(keyId).map(key -> soft(key, scheme));
    }

    private AuthorityKey inToken(Entry entry, SignatureScheme scheme) {
        Token there = token.filter(one -> one.label().equals(entry.token()))
                .orElseThrow(() -> new AuthorityFailure("the key of the " + entry.owner() + " lies in the token "
                        + entry.token() + ", which is not configured; expected it under [pkcs11] in sealpost.toml"));
        return new TokenKey(there, entry.label(), KeyPairs.publicKey(entry.publicKey()), scheme);
    }

    /** Whether any key of this owner is here. */
    public boolean holdsKeysOf(String owner) {
        return archive.holdsKeysOf(owner)
                || book.all().stream().anyMatch(entry -> entry.owner().equals(owner));
    }

    /** A key that somebody brings, or that is held for a while only. */
    public static AuthorityKey soft(PrivateKey key, SignatureScheme scheme) {
        return new SoftKey(key, scheme);
    }

    /** Whether a signature is good. */
    public static boolean verifies(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signed) {
        try {
            return SignatureAlgorithms.verify(key, scheme, content, signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
