package org.sealpost.protocols.files.reader;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server and the process that reads say to each other. A question is the number of characters that are wanted and the file in
 * pieces, the last of which is empty; an answer is the type, the text, files that lie in the file, and two flags.
 */
public final class Wire {
    /** Larger files are not read. */
    public static final int FILE_LIMIT_BYTES = 32 * 1024 * 1024;
    /** So many octets of files that lie in a file are handed over, all together. */
    public static final int INSIDE_LIMIT_BYTES = 16 * 1024 * 1024;

    public static final int INSIDE_LIMIT = 2_000;
    private static final int TYPE_LIMIT = 200;
    private static final int OCTETS_OF_CHARACTER = 4;
    private static final int END = 0;
    private static final int GIVEN_UP = -1;

    private Wire() {}

    /**
     * An answer.
     *
     * @param type by its content; "" if nothing more was found than its first octets tell
     */
    public record Answer(String type, String text, boolean whole, boolean locked, List<byte[]> files) {
        public Answer {
            files = List.copyOf(files);
        }
    }

    /** A question as it arrives; without a file if the server gave up. */
    record Question(int textLimit, byte[] file, boolean complete) {}

    /** One piece of a file; {@code length} is not 0. */
    public static void piece(DataOutputStream out, byte[] bytes, int length) throws IOException {
        out.writeInt(length);
        out.write(bytes, 0, length);
    }

    /** Behind the last piece. */
    public static void end(DataOutputStream out, boolean complete) throws IOException {
        out.writeInt(complete ? END : GIVEN_UP);
        out.flush();
    }

    static Question question(DataInputStream in) throws IOException {
        int textLimit = in.readInt();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        int length = in.readInt();
        while (length > 0) {
            file.write(in.readNBytes(length));
            length = in.readInt();
        }
        return new Question(textLimit, file.toByteArray(), length == END);
    }

    static void answer(DataOutputStream out, Answer answer) throws IOException {
        bytes(out, answer.type().getBytes(StandardCharsets.UTF_8));
        bytes(out, answer.text().getBytes(StandardCharsets.UTF_8));
        out.writeInt(answer.files().size());
        for (byte[] file : answer.files()) {
            bytes(out, file);
        }
        out.writeBoolean(answer.whole());
        out.writeBoolean(answer.locked());
        out.flush();
    }

    /** The other side may have been taken over by a file; nothing of it is believed, no more is taken than agreed. */
    public static Answer answer(DataInputStream in, int textLimit) throws IOException {
        String type = new String(bytes(in, TYPE_LIMIT), StandardCharsets.UTF_8);
        String text = new String(bytes(in, textLimit * OCTETS_OF_CHARACTER), StandardCharsets.UTF_8);
        int count = in.readInt();
        if (count < 0 || count > INSIDE_LIMIT) {
            throw new IOException("more files than agreed");
        }
        List<byte[]> files = new ArrayList<>();
        int room = INSIDE_LIMIT_BYTES;
        for (int i = 0; i < count; i++) {
            byte[] file = bytes(in, room);
            room -= file.length;
            files.add(file);
        }
        boolean whole = in.readBoolean();
        return new Answer(type, text, whole, in.readBoolean(), files);
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in, int limit) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > limit) {
            throw new IOException("more than agreed");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
