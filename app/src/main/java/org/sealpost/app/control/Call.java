package org.sealpost.app.control;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One command line as it goes over the control socket: strings with their length in front, the folder in which it was typed
 * and what was piped in.
 */
public record Call(List<String> arguments, String folder, String input) {
    private static final int STRINGS = 1_000;
    private static final int STRING_LIMIT_BYTES = 16 * 1024 * 1024;

    public Call {
        arguments = List.copyOf(arguments);
    }

    void write(DataOutputStream out) throws IOException {
        writeString(out, folder);
        writeString(out, input);
        out.writeInt(arguments.size());
        for (String argument : arguments) {
            writeString(out, argument);
        }
        out.flush();
    }

    static Call read(DataInputStream in) throws IOException {
        String folder = readString(in);
        String input = readString(in);
        int count = in.readInt();
        if (count < 0 || count > STRINGS) {
            throw new IOException("a command has at most " + STRINGS + " arguments: " + count);
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(readString(in));
        }
        return new Call(arguments, folder, input);
    }

    static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readString(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > STRING_LIMIT_BYTES) {
            throw new IOException("a string has at most " + STRING_LIMIT_BYTES + " bytes: " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
