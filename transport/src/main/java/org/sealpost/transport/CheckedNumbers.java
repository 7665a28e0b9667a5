package org.sealpost.transport;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds numbers whose check digits are right: of payment cards (ISO/IEC 7812, Luhn) and of bank accounts (IBAN, ISO 13616). One walk
 * over the text; blanks and hyphens between groups do not matter.
 */
final class CheckedNumbers {
    private static final int CARD_LEAST = 13;
    private static final int CARD_MOST = 19;
    private static final int IBAN_MODULUS = 97;
    /** Which countries have IBANs, and how long they are (SWIFT's registry). */
    private static final Map<String, Integer> IBAN_LENGTHS = Stream.of(
                    ("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27"
                                    + " BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22"
                                    + " GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21"
                                    + " LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28"
                                    + " PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24"
                                    + " TR26 UA29 VA22 VG24 XK20 YE30")
                            .split(" ", -1))
            .collect(
                    Collectors.toUnmodifiableMap(one -> one.substring(0, 2), one -> Integer.valueOf(one.substring(2))));

    private CheckedNumbers() {}

    /** Different ones; of each no more than a number made of it. Ends when so many are found. */
    static Set<Integer> cards(String text, int limit) {
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i < text.length() && found.size() < limit; i++) {
            if (isDigit(text.charAt(i)) && (i == 0 || !isWord(text.charAt(i - 1)))) {
                String card = card(text, i);
                if (!card.isEmpty()) {
                    found.add(card.hashCode());
                }
            }
        }
        return found;
    }

    /** The first that starts here and ends where a group ends; "" if there is none. */
    private static String card(String text, int start) {
        StringBuilder digits = new StringBuilder(CARD_MOST);
        int at = start;
        while (at < text.length() && digits.length() < CARD_MOST && isDigit(text.charAt(at))) {
            digits.append(text.charAt(at++));
            boolean groupEnds = at == text.length() || !isWord(text.charAt(at));
            if (groupEnds && isCard(digits)) {
                return digits.toString();
            }
            at = behindSeparator(text, at);
        }
        return "";
    }

    private static boolean isCard(CharSequence digits) {
        return digits.length() >= CARD_LEAST && isIssued(digits) && isLuhn(digits);
    }

    /** Behind the one separator that may stand between two groups. */
    private static int behindSeparator(String text, int at) {
        boolean between = at + 1 < text.length() && isSeparator(text.charAt(at)) && isWord(text.charAt(at + 1));
        return between ? at + 1 : at;
    }

    /** Whether an issuer of cards has numbers of this length that start so; most other long numbers have not. */
    private static boolean isIssued(CharSequence digits) {
        int length = digits.length();
        int four = Integer.parseInt(digits.subSequence(0, 4).toString());
        int two = four / 100;
        return switch (two / 10) {
            case 4 -> length == 13 || length == 16 || length == 19;
            case 5 -> length == 16 && two >= 51 && two <= 55;
            case 2 -> length == 16 && four >= 2221 && four <= 2720;
            case 3 ->
                (two == 34 || two == 37) && length == 15
                        || four >= 3528 && four <= 3589 && length >= 16
                        || (two == 36 || two == 38 || two == 39 || four / 10 >= 300 && four / 10 <= 305)
                                && length >= 14;
            case 6 -> length >= 16 && (four == 6011 || two == 65 || two == 62 || four / 10 >= 644 && four / 10 <= 649);
            default -> false;
        };
    }

    private static boolean isLuhn(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighed = i % 2 == 0 ? digit : 2 * digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }

    /** As {@link #cards}. */
    static Set<Integer> ibans(String text, int limit) {
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i + 3 < text.length() && found.size() < limit; i++) {
            boolean starts = isLetter(text.charAt(i))
                    && isLetter(text.charAt(i + 1))
                    && isDigit(text.charAt(i + 2))
                    && isDigit(text.charAt(i + 3))
                    && (i == 0 || !isWord(text.charAt(i - 1)));
            if (starts) {
                String iban = iban(text, i);
                if (!iban.isEmpty()) {
                    found.add(iban.hashCode());
                }
            }
        }
        return found;
    }

    private static String iban(String text, int start) {
        int length = IBAN_LENGTHS.getOrDefault(text.substring(start, start + 2).toUpperCase(Locale.ROOT), 0);
        StringBuilder iban = new StringBuilder(length);
        int at = start;
        while (at < text.length() && iban.length() < length && isWord(text.charAt(at))) {
            iban.append(Character.toUpperCase(text.charAt(at++)));
            at = behindSeparator(text, at);
        }
        boolean whole = length > 0 && iban.length() == length && isChecked(iban);
        return whole ? iban.toString() : "";
    }

    /** ISO 7064, MOD 97-10: the first four behind the others, letters as numbers from 10. */
    private static boolean isChecked(CharSequence iban) {
        int rest = 0;
        for (int i = 0; i < iban.length(); i++) {
            int value = Character.digit(iban.charAt((i + 4) % iban.length()), Character.MAX_RADIX);
            rest = (rest * (value > 9 ? 100 : 10) + value) % IBAN_MODULUS;
        }
        return rest == 1;
    }

    private static boolean isDigit(char one) {
        return one >= '0' && one <= '9';
    }

    private static boolean isLetter(char one) {
        return one >= 'A' && one <= 'Z' || one >= 'a' && one <= 'z';
    }

    private static boolean isWord(char one) {
        return isDigit(one) || isLetter(one);
    }

    /** Blanks, also those at which no line breaks, and what people write between groups. */
    private static boolean isSeparator(char one) {
        return one == ' ' || one == '-' || one == '.' || one == '\u00a0' || one == '\u202f';
    }
}
