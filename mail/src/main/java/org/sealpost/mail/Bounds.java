package org.sealpost.mail;

/** What may be asked of a content. */
final class Bounds {
    private Bounds() {}

    static void refuseLarge(long sizeBytes, int limitBytes) {
        if (sizeBytes > limitBytes) {
            throw new IllegalArgumentException("content must have at most " + limitBytes + " bytes: " + sizeBytes);
        }
    }

    static void refuseOutside(String what, long number, long most) {
        if (number < 0 || number > most) {
            throw new IllegalArgumentException(what + " must lie in 0.." + most + ": " + number);
        }
    }
}
