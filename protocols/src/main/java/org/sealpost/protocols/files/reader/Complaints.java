package org.sealpost.protocols.files.reader;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * What PDFBox complains of in its log, where that means that something of a file was left out: a stream that cannot be unpacked to
 * its end, an object that is not where it should be. Everything else it says nobody keeps.
 */
public final class Complaints implements Log {
    private static volatile boolean some;

    private final boolean matters;
    private final boolean unpacks;

    /** Made by the library, with the name of the class that logs. */
    public Complaints(String name) {
        this.unpacks = name.startsWith("org.apache.pdfbox.filter.");
        this.matters = unpacks
                || name.startsWith("org.apache.pdfbox.pdfparser.")
                || name.startsWith("org.apache.pdfbox.contentstream.")
                || name.startsWith("org.apache.pdfbox.cos.")
                || name.startsWith("org.apache.pdfbox.pdmodel.PD");
    }

    static void forget() {
        some = false;
    }

    static boolean areThere() {
        return some;
    }

    @Override
    public void error(@Nullable Object message) {
        some |= matters;
    }

    @Override
    public void error(@Nullable Object message, @Nullable Throwable because) {
        error(message);
    }

    @Override
    public void fatal(@Nullable Object message) {
        error(message);
    }

    @Override
    public void fatal(@Nullable Object message, @Nullable Throwable because) {
        error(message);
    }

    @Override
    public void warn(@Nullable Object message) {
        some |= unpacks;
    }

    @Override
    public void warn(@Nullable Object message, @Nullable Throwable because) {
        warn(message);
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public boolean isFatalEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public void info(@Nullable Object message) {
        // Not kept.
    }

    @Override
    public void info(@Nullable Object message, @Nullable Throwable because) {
        // Not kept.
    }

    @Override
    public void debug(@Nullable Object message) {
        // Not kept.
    }

    @Override
    public void debug(@Nullable Object message, @Nullable Throwable because) {
        // Not kept.
    }

    @Override
    public void trace(@Nullable Object message) {
        // Not kept.
    }

    @Override
    public void trace(@Nullable Object message, @Nullable Throwable because) {
        // Not kept.
    }
}
