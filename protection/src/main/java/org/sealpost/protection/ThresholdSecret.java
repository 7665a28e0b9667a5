package org.sealpost.protection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;
import org.sealpost.mail.Sha256;

/**
 * A key in shares, of which so many are needed and fewer say nothing about it (Shamir's scheme over GF(256)). A commitment, the
 * SHA-256 of each share, tells whose share is not the one that was given out.
 *
 * @param need how many shares give the key back
 * @param shares one for each agent, 32 bytes each; the number of a share is its place, from 1
 */
public record ThresholdSecret(int need, List<byte[]> shares) {
    /** Places are octets, and place 0 is the secret itself. */
    public static final int SHARES_LIMIT = 255;

    private static final SecureRandom RANDOM = new SecureRandom();

    public ThresholdSecret {
        requireThreshold(need, shares.size());
        shares = List.copyOf(shares);
    }

    /** Refuses a number of agents, or of agents who must agree, that makes no sense. */
    public static void requireThreshold(int need, int of) {
        if (need < 1 || need > of || of > SHARES_LIMIT) {
            throw new IllegalArgumentException("at least 1 and at most all of up to " + SHARES_LIMIT
                    + " agents can be needed: " + need + " of " + of);
        }
    }

    /** Splits a key of 32 bytes; the key itself is left as it is. */
    public static ThresholdSecret split(byte[] key, int need, int of) {
        requireKey(key);
        requireThreshold(need, of);
        ShamirSplitSecret split = splitter().resplit(key.clone(), need, of);
        List<byte[]> shares = new ArrayList<>();
        for (ShamirSplitSecretShare share : split.getSecretShares()) {
            shares.add(encoded(share));
        }
        return new ThresholdSecret(need, shares);
    }

    /** What is kept in the clear to know a share again: SHA-256, 32 bytes. A share is as random as a key, so it says nothing. */
    public static byte[] commitment(byte[] share) {
        MessageDigest digest = Sha256.begin();
        digest.update("sealpost share 1".getBytes(StandardCharsets.US_ASCII));
        return digest.digest(share);
    }

    /** Whether it is the share that was given out. */
    public static boolean fits(byte[] share, byte[] commitment) {
        return share.length == KeyVault.KEY_BYTES && MessageDigest.isEqual(commitment(share), commitment);
    }

    /**
     * The key from as many shares as are needed.
     *
     * @param shares by number, each checked with {@link #fits} before
     * @throws VaultFailure if there are too few
     */
    public static byte[] combine(int need, SortedMap<Integer, byte[]> shares) {
        if (need < 1 || shares.size() < need) {
            throw new VaultFailure(need + " shares are needed, and " + shares.size() + " are here", null);
        }
        List<ShamirSplitSecretShare> taken = shares.entrySet().stream()
                .limit(need)
                .map(share -> new ShamirSplitSecretShare(share.getValue().clone(), share.getKey()))
                .toList();
        try {
            return ShamirSplitSecret.getInstance(
                            ShamirSecretSplitter.Algorithm.AES, taken.toArray(ShamirSplitSecretShare[]::new))
                    .getSecret();
        } catch (IOException e) {
            throw new VaultFailure("the shares do not fit together", e);
        }
    }

    /** Forgets the shares. */
    public void wipe() {
        shares.forEach(share -> Arrays.fill(share, (byte) 0));
    }

    private static ShamirSecretSplitter splitter() {
        return ShamirSecretSplitter.getInstance(ShamirSecretSplitter.Algorithm.AES, KeyVault.KEY_BYTES, RANDOM);
    }

    private static void requireKey(byte[] key) {
        if (key.length != KeyVault.KEY_BYTES) {
            throw new IllegalArgumentException("a key has 32 bytes: " + key.length);
        }
    }

    private static byte[] encoded(ShamirSplitSecretShare share) {
        try {
            return share.getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
