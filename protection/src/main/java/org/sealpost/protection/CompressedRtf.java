package org.sealpost.protection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rich text as Outlook compresses it (MS-OXRTFCP). */
final class CompressedRtf {
    private static final long COMPRESSED = 0x75465A4C;
    private static final long PLAIN = 0x414C454D;
    private static final int LIMIT_BYTES = 16 * 1024 * 1024;
    private static final int WINDOW = 4096;
    private static final byte[] BEGIN = ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss"
                    + " \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
                    + "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx")
            .getBytes(StandardCharsets.US_ASCII);

    private CompressedRtf() {}

    static byte[] read(byte[] bytes) throws UnreadableTnef {
        LittleEndian in = new LittleEndian(bytes);
        in.u32();
        long size = in.u32();
        long kind = in.u32();
        in.u32();
        if (size > LIMIT_BYTES) {
            throw new UnreadableTnef("more rich text than the house reads");
        }
        if (kind == PLAIN) {
            return in.copy((int) Math.min(size, in.left()));
        }
        if (kind != COMPRESSED) {
            throw new UnreadableTnef("rich text in an unknown form");
        }
        return unpacked(in, (int) size);
    }

    private static byte[] unpacked(LittleEndian in, int size) throws UnreadableTnef {
        byte[] window = Arrays.copyOf(BEGIN, WINDOW);
        int write = BEGIN.length;
        byte[] out = new byte[size];
        int done = 0;
        while (done < size && in.left() > 0) {
            int control = in.u8();
            for (int bit = 0; bit < 8 && done < size && in.left() > 0; bit++) {
                if ((control >> bit & 1) == 0) {
                    byte one = (byte) in.u8();
                    out[done++] = one;
                    window[write] = one;
                    write = (write + 1) % WINDOW;
                    continue;
                }
                int word = in.u8() << 8 | in.u8();
                int from = word >> 4;
                if (from == write) {
                    return Arrays.copyOf(out, done);
                }
                for (int left = (word & 0xf) + 2; left > 0 && done < size; left--) {
                    byte one = window[from];
                    from = (from + 1) % WINDOW;
                    out[done++] = one;
                    window[write] = one;
                    write = (write + 1) % WINDOW;
                }
            }
        }
        return Arrays.copyOf(out, done);
    }
}
