package org.sealpost.transport.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Patterns with {@code *} and {@code ?} (RFC 5228 section 2.7.1), and what they stood for (RFC 5229 section 3.2): as little as
 * possible from the left. The time grows with the length of text times pattern at most.
 */
final class Wildcards {
    private static final char MANY = '*';
    private static final char ONE = '?';

    private final List<Character> signs = new ArrayList<>();
    private final List<Boolean> wild = new ArrayList<>();

    Wildcards(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char sign = pattern.charAt(i);
            boolean escaped = sign == '\\' && i + 1 < pattern.length();
            if (escaped) {
                sign = pattern.charAt(++i);
            }
            signs.add(sign);
            wild.add(!escaped && (sign == MANY || sign == ONE));
        }
    }

    /** The pieces of {@code shown} for which wildcards stood, if {@code text}, its normal form, matches. */
    Optional<List<String>> match(String text, String shown) {
        int[] starts = new int[signs.size()];
        int at = 0;
        int sign = 0;
        int lastMany = -1;
        int resume = 0;
        while (at < text.length() || sign < signs.size()) {
            if (sign < signs.size() && isMany(sign)) {
                starts[sign] = at;
                lastMany = sign++;
                resume = at;
            } else if (sign < signs.size() && at < text.length() && fits(sign, text.charAt(at))) {
                starts[sign++] = at++;
            } else if (lastMany >= 0 && resume < text.length()) {
                sign = lastMany + 1;
                at = ++resume;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(pieces(starts, shown));
    }

    private boolean isMany(int sign) {
        return wild.get(sign) && signs.get(sign) == MANY;
    }

    private boolean fits(int sign, char one) {
        return wild.get(sign) || signs.get(sign) == one;
    }

    private List<String> pieces(int[] starts, String shown) {
        List<String> pieces = new ArrayList<>();
        for (int sign = 0; sign < signs.size(); sign++) {
            if (wild.get(sign)) {
                int end = sign + 1 < signs.size() ? starts[sign + 1] : shown.length();
                pieces.add(shown.substring(starts[sign], end));
            }
        }
        return pieces;
    }
}
