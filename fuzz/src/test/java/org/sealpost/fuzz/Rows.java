package org.sealpost.fuzz;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Cuts bytes into pieces where DER values end, as far as their lengths can be read. */
final class Rows {
    private static final int PIECES_LIMIT = 12;

    private Rows() {}

    static Stream<byte[]> of(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        return IntStream.range(0, PIECES_LIMIT)
                .takeWhile(at -> rest.hasRemaining())
                .mapToObj(at -> next(rest));
    }

    private static byte[] next(ByteBuffer rest) {
        byte[] piece = new byte[Math.min(length(rest), rest.remaining())];
        rest.get(piece);
        return piece;
    }

    /** Of the value that begins here, with its head; everything that is left if the length is of no form that DER has. */
    private static int length(ByteBuffer rest) {
        byte[] head = new byte[4];
        rest.duplicate().get(head, 0, Math.min(head.length, rest.remaining()));
        int first = head[1] & 0xff;
        return switch (first) {
            case 0x81 -> 3 + (head[2] & 0xff);
            case 0x82 -> 4 + ((head[2] & 0xff) << Byte.SIZE | head[3] & 0xff);
            default -> first < 0x80 ? 2 + first : rest.remaining();
        };
    }
}
