package org.sealpost.transport;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large an expression becomes when its repetitions are written out: {@code (ab{10}){5}} is 55. An engine that runs in linear
 * time pays for repetitions with memory, so this is asked before it compiles anything.
 */
final class ExpressionSize {
    static final long LIMIT = 10_000;

    private final String expression;
    private final Deque<Long> open = new ArrayDeque<>();
    private long size;
    private long last;
    private int at;

    private ExpressionSize(String expression) {
        this.expression = expression;
    }

    static boolean isTooLarge(String expression) {
        return new ExpressionSize(expression).measure() > LIMIT;
    }

    private long measure() {
        while (at < expression.length()) {
            switch (expression.charAt(at)) {
                case '\\' -> atom(2);
                case '[' -> atom(classLength());
                case '(' -> {
                    open.push(size);
                    size = 0;
                    at++;
                }
                case ')' -> close();
                case '{' -> repeat();
                default -> atom(1);
            }
            // Far above the limit it is the same whatever comes; the numbers must not overflow.
            size = Math.min(size, LIMIT * LIMIT);
        }
        while (!open.isEmpty()) {
            size += open.pop();
        }
        return size;
    }

    private void atom(int characters) {
        last = 1;
        size += 1;
        at += characters;
    }

    private void close() {
        last = size;
        size += open.isEmpty() ? 0 : open.pop();
        at++;
    }

    /** A bracket that stands first, after a caret or after a backslash does not end the class. */
    private int classLength() {
        int end = at + 1;
        if (end < expression.length() && expression.charAt(end) == '^') {
            end++;
        }
        end++;
        while (end < expression.length() && expression.charAt(end) != ']') {
            end += expression.charAt(end) == '\\' ? 2 : 1;
        }
        return end - at + 1;
    }

    /** {@code {3}}, {@code {3,}} or {@code {3,7}}; anything else is a brace. */
    private void repeat() {
        int end = expression.indexOf('}', at);
        String inside = end < 0 ? "" : expression.substring(at + 1, end);
        if (!inside.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            atom(1);
            return;
        }
        long times = 1;
        for (String number : inside.split(",", -1)) {
            times = Math.max(times, number.isEmpty() ? 1 : Long.parseLong(number));
        }
        long more = last * (Math.min(times, LIMIT * 10) - 1);
        size += more;
        last += more;
        at = end + 1;
    }
}
