package org.sealpost.transport.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a ZIP file (ISO/IEC 21320-1, APPNOTE.TXT) from front to end. Programs find files in it by the directory at its end;
 * a file whose directory tells of anything else than what lies in front of it shows different things to different readers, and is
 * refused, as is one with gaps, or with more behind its end.
 */
final class ZipWalk {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int ONE_OF_ONE = 0x30304b50;
    private static final byte[] END_MARK = {'P', 'K', 5, 6};

    private static final int ENCRYPTED = 1;
    private static final int DESCRIBED = 1 << 3;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int AES = 99;
    private static final long LARGE = 0xffff_ffffL;
    private static final int EXTRA_64 = 1;
    /** What lies in the end of a large file between its length and where its directory begins. */
    private static final int END_64_OFFSET = 36;

    private static final int PIECE_BYTES = 8 * 1024;

    private final ZipStream in;
    private final Unpacking visitor;
    private final Map<Long, Entry> seen = new HashMap<>();
    private final Inflater inflater;

    private record Entry(String name, int flags, int method, long crc, long packed, long size) {
        boolean isEncrypted() {
            return (flags & ENCRYPTED) != 0 || method == AES;
        }

        boolean isDescribed() {
            return (flags & DESCRIBED) != 0;
        }

        Entry having(long sum, long packedBytes, long bytes) {
            return new Entry(name, flags, method, sum, packedBytes, bytes);
        }
    }

    private record Head(int flags, int method, long crc, long packed, long size, int nameBytes, int extraBytes) {}

    /** What is told of a file, and where its other large numbers are. */
    private record Told(Entry entry, Large large) {}

    private ZipWalk(InputStream in, Unpacking visitor, Inflater inflater) {
        this.in = new ZipStream(in);
        this.visitor = visitor;
        this.inflater = inflater;
    }

    /**
     * Hands over all files in it.
     *
     * @throws ZipException if it is damaged, ambiguous or built as no program builds it
     */
    static void walk(InputStream in, Unpacking visitor) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            new ZipWalk(in, visitor, inflater).walk();
        } finally {
            inflater.end();
        }
    }

    private void walk() throws IOException {
        long at = in.position();
        int mark = (int) in.u32();
        if (mark == DESCRIPTOR || mark == ONE_OF_ONE) {
            at = in.position();
            mark = (int) in.u32();
        }
        while (mark == LOCAL) {
            local(at);
            at = in.position();
            mark = (int) in.u32();
        }
        long directory = at;
        while (mark == CENTRAL) {
            central();
            at = in.position();
            mark = (int) in.u32();
        }
        if (mark == END_64) {
            end64(directory, at);
            mark = (int) in.u32();
        }
        if (mark != END) {
            throw new ZipException("something else lies between its files");
        }
        end(directory);
    }

    private void local(long at) throws IOException {
        in.u16();
        Entry told = told(head()).entry();
        seen.put(at, told.isEncrypted() || !isKnown(told.method()) ? closed(told) : opened(told));
    }

    /** What is told of a file both in front of it and in the directory. */
    private Head head() throws IOException {
        int flags = in.u16();
        int method = in.u16();
        in.u32();
        return new Head(flags, method, in.u32(), in.u32(), in.u32(), in.u16(), in.u16());
    }

    private Told told(Head head) throws IOException {
        String name = new String(in.bytes(head.nameBytes()), StandardCharsets.ISO_8859_1);
        Large large = new Large(in.bytes(head.extraBytes()));
        long size = large.instead(head.size());
        long packed = large.instead(head.packed());
        return new Told(new Entry(name, head.flags(), head.method(), head.crc(), packed, size), large);
    }

    private static boolean isKnown(int method) {
        return method == STORED || method == DEFLATED;
    }

    private Entry closed(Entry told) throws IOException {
        if (told.isEncrypted()) {
            visitor.locked();
        } else {
            visitor.unknown();
        }
        if (told.isDescribed() && told.packed() == 0) {
            throw new ZipException("nobody can say where the next file begins");
        }
        in.skip(told.packed());
        if (told.isDescribed()) {
            long first = in.u32();
            in.skip(first == Integer.toUnsignedLong(DESCRIPTOR) ? 12 : 8);
        }
        return told;
    }

    private Entry opened(Entry told) throws IOException {
        boolean deflated = told.method() == DEFLATED;
        if (!deflated
                && told.isDescribed()
                && told.packed() == 0
                && !told.name().endsWith("/")) {
            throw new ZipException("nobody can say where the next file begins");
        }
        long begin = in.position();
        try (ZipStream.Packed content = deflated ? in.inflated(inflater) : in.stored(told.packed())) {
            visitor.file(told.name(), content);
            byte[] piece = new byte[PIECE_BYTES];
            while (content.read(piece, 0, piece.length) >= 0) {
                // What nobody wanted.
            }
            Entry found = told.having(content.crc(), in.position() - begin, content.size());
            if (told.isDescribed()) {
                described(found);
            } else if (!found.equals(told)) {
                throw new ZipException("a file is damaged or not as long as it says");
            }
            return found;
        }
    }

    /** What is told behind a file: with or without a mark in front, with numbers of four or of eight octets. */
    private void described(Entry found) throws IOException {
        long crc = in.u32();
        if (crc == Integer.toUnsignedLong(DESCRIPTOR)) {
            crc = in.u32();
        }
        boolean right = crc == found.crc() && in.u32() == (found.packed() & LARGE);
        if (right) {
            long size = in.u32();
            right = size == (found.size() & LARGE)
                    || size == found.packed() >>> Integer.SIZE && in.u64() == found.size();
        }
        if (!right) {
            throw new ZipException("a file is damaged or not as long as it says");
        }
    }

    private void central() throws IOException {
        in.u32();
        Head head = head();
        int commentBytes = in.u16();
        in.u32();
        in.u32();
        long offset = in.u32();
        Told told = told(head);
        offset = told.large().instead(offset);
        in.skip(commentBytes);
        check(seen.remove(offset), told.entry());
    }

    private static void check(@Nullable Entry there, Entry told) throws ZipException {
        // Of what is encrypted sum and size need not be told in front.
        if (there == null
                || !there.name().equals(told.name())
                || there.method() != told.method()
                || !there.isEncrypted() && !sizes(there).equals(sizes(told))) {
            throw new ZipException("its directory tells of other files than lie in it");
        }
    }

    private static Entry sizes(Entry entry) {
        return new Entry("", 0, 0, entry.crc(), entry.packed(), entry.size());
    }

    private void end64(long directory, long at) throws IOException {
        long length = in.u64();
        in.skip(END_64_OFFSET);
        boolean right = length >= END_64_OFFSET + Long.BYTES && in.u64() == directory;
        in.skip(right ? length - END_64_OFFSET - Long.BYTES : 0);
        right = right && (int) in.u32() == LOCATOR_64 && in.u32() == 0 && in.u64() == at;
        if (!right) {
            throw new ZipException("its directory is elsewhere");
        }
        in.u32();
    }

    private void end(long directory) throws IOException {
        in.skip(12);
        long told = in.u32();
        if (told != LARGE && told != directory) {
            throw new ZipException("its directory is elsewhere");
        }
        byte[] comment = in.bytes(in.u16());
        for (int i = 0; i + END_MARK.length <= comment.length; i++) {
            if (Arrays.equals(comment, i, i + END_MARK.length, END_MARK, 0, END_MARK.length)) {
                throw new ZipException("it has another end");
            }
        }
        while (in.hasMore()) {
            if (in.u8() > ' ') {
                throw new ZipException("there is more behind its end");
            }
        }
    }

    /** Numbers that do not fit into four octets, in the order in which they are missing. */
    private static final class Large {
        private final byte[] extra;
        private int next;
        private int end;

        Large(byte[] extra) {
            this.extra = extra;
            for (int i = 0; i + 4 <= extra.length; i += 4 + u16(i + 2)) {
                if (u16(i) == EXTRA_64) {
                    next = i + 4;
                    end = Math.min(extra.length, next + u16(i + 2));
                }
            }
        }

        private int u16(int at) {
            return extra[at] & 0xff | (extra[at + 1] & 0xff) << 8;
        }

        /** The number that is meant by this one. */
        long instead(long told) throws ZipException {
            if (told != LARGE || next == 0) {
                return told;
            }
            if (next + 8 > end) {
                throw new ZipException("a number is missing");
            }
            long number = 0;
            for (int i = 7; i >= 0; i--) {
                number = number << 8 | extra[next + i] & 0xff;
            }
            next += 8;
            if (number < 0) {
                throw new ZipException("a number is too large");
            }
            return number;
        }
    }
}
