package org.sealpost.protection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/** Says from the bytes whether they are an OpenPGP message that is encrypted (RFC 9580), without opening it. */
final class OpenPgpHead {
    /** Room for the session key of every recipient, in front of the content. */
    private static final int LIMIT_BYTES = 1024 * 1024;

    /** For a public key, for a password (RFC 9580 sections 5.1 and 5.3). */
    private static final Set<Integer> SESSION_KEYS = Set.of(1, 3);

    /** Encrypted, encrypted and protected, and the form with AEAD that GnuPG writes (RFC 9580 sections 5.7 and 5.13). */
    private static final Set<Integer> DATA = Set.of(9, 18, 20);

    private OpenPgpHead() {}

    /** Armoured or binary. */
    static boolean isEncrypted(InputStream body) throws IOException {
        PushbackInputStream in = new PushbackInputStream(body, 1);
        int first = in.read();
        if (first < 0) {
            return false;
        }
        in.unread(first);
        // Every packet starts with the highest bit set (RFC 9580 section 4.2); text never does.
        if (first >= 0x80) {
            return startsEncrypted(in);
        }
        byte[] packets = dearmoured(in);
        return startsEncrypted(new ByteArrayInputStream(packets));
    }

    /** The start of what is in the armour; nothing if there is anything but one armour (RFC 9580 section 6.2). */
    private static byte[] dearmoured(InputStream in) throws IOException {
        MimeLines lines = new MimeLines(in, Jca.CHUNK_BYTES);
        ByteArrayOutputStream base64 = new ByteArrayOutputStream();
        Part part = Part.IN_FRONT;
        while (lines.next()) {
            String line = new String(lines.bytes(), StandardCharsets.ISO_8859_1).strip();
            part = lines.isCut() ? Part.NO_ARMOUR : part.after(line);
            if (part == Part.NO_ARMOUR) {
                return new byte[0];
            }
            if (part == Part.DATA && !line.startsWith("=") && base64.size() < LIMIT_BYTES * 4 / 3) {
                base64.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return part == Part.BEHIND ? decoded(base64.toByteArray()) : new byte[0];
    }

    private static byte[] decoded(byte[] base64) {
        try {
            // Cut at the limit, the last quantum may be short.
            return Base64.getMimeDecoder().decode(Arrays.copyOf(base64, base64.length - base64.length % 4));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private enum Part {
        IN_FRONT,
        FIELDS,
        DATA,
        BEHIND,
        NO_ARMOUR;

        Part after(String line) {
            return switch (this) {
                case IN_FRONT ->
                    line.isEmpty() ? this : line.equals("-----BEGIN PGP MESSAGE-----") ? FIELDS : NO_ARMOUR;
                case FIELDS -> line.isEmpty() ? DATA : line.matches("[A-Za-z]{1,20}: .*") ? this : NO_ARMOUR;
                case DATA ->
                    line.equals("-----END PGP MESSAGE-----")
                            ? BEHIND
                            : line.matches("[A-Za-z0-9+/=]*") ? this : NO_ARMOUR;
                case BEHIND -> line.isEmpty() ? this : NO_ARMOUR;
                case NO_ARMOUR -> this;
            };
        }
    }

    /** Session keys, then encrypted data; a signed, packed or plain message wears the same armour. */
    private static boolean startsEncrypted(InputStream packets) throws IOException {
        int read = 0;
        try {
            while (read < LIMIT_BYTES) {
                int octet = packets.read();
                int tag = tag(octet);
                if (DATA.contains(tag)) {
                    return packets.read() >= 0;
                }
                int length = SESSION_KEYS.contains(tag) ? length(packets, octet) : 0;
                if (length < 1 || length > LIMIT_BYTES) {
                    return false;
                }
                packets.skipNBytes(length);
                read += length;
            }
            return false;
        } catch (EOFException e) {
            return false;
        }
    }

    /** RFC 9580 section 4.2: the highest bit is always set, the next tells the form; 0 is the type of no packet. */
    private static int tag(int octet) {
        if (octet < 0x80) {
            return 0;
        }
        return isNewForm(octet) ? octet & 0x3f : octet >> 2 & 0x0f;
    }

    private static boolean isNewForm(int octet) {
        return (octet & 0x40) != 0;
    }

    private static int length(InputStream in, int octet) throws IOException {
        return isNewForm(octet) ? newLength(in) : oldLength(in, octet & 3);
    }

    /** RFC 9580 section 4.2.1; a partial length is for data packets only. */
    private static int newLength(InputStream in) throws IOException {
        int first = in.read();
        if (first < 192) {
            return first;
        }
        if (first < 224) {
            return (first - 192 << 8) + in.read() + 192;
        }
        return first == 255 ? number(in, 4) : -1;
    }

    private static int oldLength(InputStream in, int type) throws IOException {
        return type == 3 ? -1 : number(in, 1 << type);
    }

    private static int number(InputStream in, int octets) throws IOException {
        int number = 0;
        for (int i = 0; i < octets; i++) {
            number = number << 8 | in.read() & 0xff;
        }
        // What does not fit is negative, and no length of a session key.
        return number;
    }
}
