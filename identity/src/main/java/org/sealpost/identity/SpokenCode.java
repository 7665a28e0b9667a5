package org.sealpost.identity;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names, passwords and passphrases made by chance that can be read out over the telephone and typed without a mistake. */
public final class SpokenCode {
    /** Letters and digits that nobody mistakes for each other; each is worth 4.95 bits of chance. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int NAME_LETTERS = 12;
    private static final int GROUP_LETTERS = 5;
    private static final int PASSWORD_GROUPS = 4;
    private static final int PASSPHRASE_GROUPS = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SpokenCode() {}

    /** Twelve letters in one piece: for what is asked for by its name, such as a request. */
    public static String name() {
        return letters(NAME_LETTERS);
    }

    /** Four groups of five letters, 99 bits: for what somebody logs in with. */
    public static String password() {
        return groups(PASSWORD_GROUPS);
    }

    /** Five groups of five letters, over 120 bits: for what is tried without anybody counting, such as a file. */
    public static String passphrase() {
        return groups(PASSPHRASE_GROUPS);
    }

    /**
     * Four groups of five letters that stand for a fingerprint: both sides see the same, and read it to each other.
     *
     * @param fingerprint SHA-256, 64 hexadecimal digits
     */
    public static String of(String fingerprint) {
        StringBuilder code = new StringBuilder();
        BigInteger left = new BigInteger(fingerprint, 16);
        BigInteger letters = BigInteger.valueOf(ALPHABET.length());
        for (int i = 0; i < GROUP_LETTERS * PASSWORD_GROUPS; i++) {
            code.append(i > 0 && i % GROUP_LETTERS == 0 ? "-" : "")
                    .append(ALPHABET.charAt(left.mod(letters).intValue()));
            left = left.divide(letters);
        }
        return code.toString();
    }

    private static String groups(int count) {
        return Stream.generate(() -> letters(GROUP_LETTERS)).limit(count).collect(Collectors.joining("-"));
    }

    private static String letters(int count) {
        return RANDOM.ints(count, 0, ALPHABET.length())
                .mapToObj(ALPHABET::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }
}
