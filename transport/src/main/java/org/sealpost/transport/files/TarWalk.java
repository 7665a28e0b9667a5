package org.sealpost.transport.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/** Walks through a tar file (POSIX.1-2017 pax, with what GNU tar adds for long names). */
final class TarWalk {
    private static final int BLOCK_BYTES = 512;
    private static final int SUM_AT = 148;
    private static final int SUM_BYTES = 8;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;
    private static final int TYPE_AT = 156;
    private static final int NAME_BYTES = 100;
    private static final int NOTE_LIMIT_BYTES = 64 * 1024;
    private static final Pattern SIZE = Pattern.compile("(?:^|\\n)\\d+ size=(\\d{1,18})\\n");

    private final InputStream in;
    private final Unpacking visitor;

    private TarWalk(InputStream in, Unpacking visitor) {
        this.in = in;
        this.visitor = visitor;
    }

    /** Whether a tar file begins with this: its first block has the right sum. */
    static boolean isTar(byte[] head) {
        return head.length >= BLOCK_BYTES && head[0] != 0 && isSumRight(head);
    }

    static void walk(InputStream in, Unpacking visitor) throws IOException {
        new TarWalk(in, visitor).walk();
    }

    private void walk() throws IOException {
        long told = -1;
        byte[] header = block();
        while (!isEmpty(header)) {
            if (!isSumRight(header)) {
                throw new ZipException("it is damaged");
            }
            told = entry(header, told);
            header = block();
        }
        for (int count = in.readNBytes(header, 0, BLOCK_BYTES);
                count > 0;
                count = in.readNBytes(header, 0, BLOCK_BYTES)) {
            if (!isEmpty(Arrays.copyOf(header, count))) {
                throw new ZipException("there is more behind its end");
            }
        }
    }

    /** Gives the size that is told here of the next file, or -1. */
    private long entry(byte[] header, long told) throws IOException {
        long size = number(header, SIZE_AT, SIZE_BYTES);
        switch (header[TYPE_AT]) {
            case 0, '0', '7' -> file(name(header), told < 0 ? size : told);
            case 'x' -> {
                return size(note(size));
            }
            case 'g', 'L', 'K' -> note(size);
            case '1', '2', '3', '4', '5', '6', 'V' -> {
                // Programs do not agree whether something may lie behind one of these.
                if (size != 0) {
                    throw new ZipException("a file that is none has a size");
                }
            }
            default -> {
                visitor.unknown();
                in.skipNBytes(padded(size));
            }
        }
        return -1;
    }

    private void file(String name, long size) throws IOException {
        long[] left = {size};
        visitor.file(name, new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left[0] == 0) {
                    return -1;
                }
                int count = in.read(into, offset, (int) Math.min(left[0], length));
                if (count < 0) {
                    throw new EOFException("it ends too early");
                }
                left[0] -= count;
                return count;
            }
        });
        in.skipNBytes(left[0] + padded(size) - size);
    }

    private String note(long size) throws IOException {
        if (size > NOTE_LIMIT_BYTES) {
            throw new ZipException("a note is too long");
        }
        String note = new String(in.readNBytes((int) size), StandardCharsets.UTF_8);
        in.skipNBytes(padded(size) - size);
        if (note.contains(" GNU.sparse.")) {
            visitor.unknown();
        }
        return note;
    }

    private static long size(String note) {
        Matcher found = SIZE.matcher(note);
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    private byte[] block() throws IOException {
        byte[] block = in.readNBytes(BLOCK_BYTES);
        if (block.length < BLOCK_BYTES) {
            throw new EOFException("it ends too early");
        }
        return block;
    }

    private static long padded(long size) {
        return (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }

    private static boolean isEmpty(byte[] block) {
        for (byte octet : block) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSumRight(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? ' ' : header[i] & 0xff;
        }
        try {
            return number(header, SUM_AT, SUM_BYTES) == sum;
        } catch (ZipException e) {
            return false;
        }
    }

    /** In octal digits or, if it is large, in base 256 behind a mark. */
    private static long number(byte[] header, int at, int length) throws ZipException {
        long number = 0;
        if (header[at] < 0) {
            number = header[at] & 0x7f;
            for (int i = at + 1; i < at + length; i++) {
                number = next(number, Byte.SIZE, header[i] & 0xff);
            }
            return number;
        }
        String digits = new String(header, at, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), 8);
            if (digit < 0) {
                throw new ZipException("it is damaged");
            }
            number = next(number, 3, digit);
        }
        return number;
    }

    private static long next(long number, int bits, int more) throws ZipException {
        if (number >= Long.MAX_VALUE >> Byte.SIZE + 1) {
            throw new ZipException("a number is too large");
        }
        return number << bits | more;
    }

    private static String name(byte[] header) {
        int length = 0;
        while (length < NAME_BYTES && header[length] != 0) {
            length++;
        }
        return new String(header, 0, length, StandardCharsets.ISO_8859_1);
    }
}
