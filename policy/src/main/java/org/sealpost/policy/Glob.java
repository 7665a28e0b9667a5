package org.sealpost.policy;

/** Patterns for names: {@code *} for any characters, {@code ?} for one. Never takes more than one look back. */
final class Glob {
    private Glob() {}

    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && isSame(pattern.charAt(p), text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(one -> one == '*');
    }

    private static boolean isSame(char wanted, char found) {
        return wanted == '?' || wanted == found;
    }
}
