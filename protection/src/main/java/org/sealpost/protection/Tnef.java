package org.sealpost.protection;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The files in a {@code winmail.dat} (MS-OXTNEF), with the formatted text among them. Whatever the file says of itself, reading
 * it costs no more than it is long.
 *
 * @param files in their order
 * @param hasMore whether it holds what no file can show, such as a meeting, a task or a message
 */
record Tnef(List<File> files, boolean hasMore) {
    private static final long SIGNATURE = 0x223E9F78L;
    private static final int FILES_LIMIT = 500;
    private static final int PROPERTIES_LIMIT = 10_000;
    private static final int VALUES_LIMIT = 100_000;

    private static final int ATTACHMENT_BEGINS = 0x9002;
    private static final int TITLE = 0x8010;
    private static final int DATA = 0x800F;
    private static final int MESSAGE_PROPERTIES = 0x9003;
    private static final int ATTACHMENT_PROPERTIES = 0x9005;
    private static final int MESSAGE_CLASS = 0x8008;
    private static final int CODE_PAGE = 0x9007;

    private static final int BODY_HTML = 0x1013;
    private static final int BODY_RTF = 0x1009;
    private static final int ATTACH_DATA = 0x3701;
    private static final int ATTACH_LONG_NAME = 0x3707;
    private static final int ATTACH_MIME_TYPE = 0x370E;
    private static final int OBJECT = 0x000D;
    private static final int STRING8 = 0x001E;
    private static final int UNICODE = 0x001F;
    private static final int OBJECT_ID_BYTES = 16;

    Tnef {
        files = List.copyOf(files);
    }

    /** A file; the type in lower case. */
    record File(String name, String type, byte[] bytes) {}

    static Tnef read(byte[] bytes) throws UnreadableTnef {
        Reader reader = new Reader();
        reader.read(new LittleEndian(bytes));
        return new Tnef(reader.files, reader.more);
    }

    private static final class Reader {
        private final List<File> files = new ArrayList<>();
        private Charset charset = Charset.forName("windows-1252");
        private boolean more;
        private boolean inAttachment;
        private String name = "";
        private String type = "";
        private byte @Nullable [] data;

        void read(LittleEndian in) throws UnreadableTnef {
            if (in.left() < 6 || in.u32() != SIGNATURE) {
                throw new UnreadableTnef("it does not begin like TNEF");
            }
            in.u16();
            while (in.left() > 0) {
                int level = in.u8();
                if (level != 1 && level != 2) {
                    // Some programs leave other octets behind the end.
                    break;
                }
                int attribute = in.u16();
                in.u16();
                LittleEndian value = in.piece(in.length());
                in.skipUpTo(2);
                attribute(attribute, value);
            }
            endAttachment();
        }

        private void attribute(int attribute, LittleEndian value) throws UnreadableTnef {
            switch (attribute) {
                case ATTACHMENT_BEGINS -> {
                    endAttachment();
                    inAttachment = true;
                }
                case TITLE -> name = name.isEmpty() ? text(value.rest(), charset) : name;
                case DATA -> data = value.rest();
                case ATTACHMENT_PROPERTIES -> properties(value, true);
                case MESSAGE_PROPERTIES -> properties(value, false);
                case MESSAGE_CLASS -> more |= !isNote(text(value.rest(), StandardCharsets.US_ASCII));
                case CODE_PAGE -> codePage(value);
                default -> {
                    // Dates, names and numbers that stand in the header, too.
                }
            }
        }

        private static boolean isNote(String messageClass) {
            String name = messageClass.toLowerCase(Locale.ROOT);
            return name.equals("ipm.microsoft mail.note") || name.equals("ipm.note");
        }

        private void codePage(LittleEndian value) throws UnreadableTnef {
            long number = value.left() < 4 ? 0 : value.u32();
            String name = number == 65001 ? "utf-8" : "windows-" + number;
            charset = Charset.isSupported(name) ? Charset.forName(name) : charset;
        }

        private void endAttachment() throws UnreadableTnef {
            if (inAttachment && data != null) {
                add(name.isEmpty() ? "attachment" : name, type.isEmpty() ? "application/octet-stream" : type, data);
            }
            inAttachment = false;
            name = "";
            type = "";
            data = null;
        }

        private void add(String fileName, String fileType, byte[] bytes) throws UnreadableTnef {
            if (files.size() >= FILES_LIMIT) {
                throw new UnreadableTnef("more files than the house reads");
            }
            files.add(new File(fileName, fileType, bytes));
        }

        private void properties(LittleEndian in, boolean ofAttachment) throws UnreadableTnef {
            long count = in.left() < 4 ? 0 : in.u32();
            if (count > PROPERTIES_LIMIT) {
                throw new UnreadableTnef("more properties than the house reads");
            }
            for (int i = 0; i < count && in.left() > 0; i++) {
                property(in, ofAttachment);
            }
        }

        private void property(LittleEndian in, boolean ofAttachment) throws UnreadableTnef {
            int kind = in.u16();
            int id = in.u16();
            if (id >= 0x8000) {
                skipName(in);
            }
            boolean several = (kind & 0x1000) != 0;
            int plain = kind & 0x0fff;
            int fixed = fixedBytes(plain);
            if (fixed > 0) {
                long values = several ? in.u32() : 1;
                if (values > VALUES_LIMIT) {
                    throw new UnreadableTnef("more values than the house reads");
                }
                in.skip((int) values * fixed);
                return;
            }
            long values = in.u32();
            if (values > VALUES_LIMIT) {
                throw new UnreadableTnef("more values than the house reads");
            }
            for (int i = 0; i < values; i++) {
                int length = in.length();
                LittleEndian value = in.piece(length);
                in.skipUpTo(-length & 3);
                if (i == 0) {
                    value(id, plain, value, ofAttachment);
                }
            }
        }

        private static void skipName(LittleEndian in) throws UnreadableTnef {
            in.skip(16);
            if (in.u32() == 0) {
                in.skip(4);
            } else {
                int length = in.length();
                in.skip(length);
                in.skipUpTo(-length & 3);
            }
        }

        /** 0 for those that tell their length. */
        private static int fixedBytes(int kind) throws UnreadableTnef {
            return switch (kind) {
                case 0x0002, 0x0003, 0x0004, 0x000A, 0x000B -> 4;
                case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040 -> 8;
                case 0x0048 -> 16;
                case OBJECT, STRING8, UNICODE, 0x0102 -> 0;
                default -> throw new UnreadableTnef("a property of an unknown kind");
            };
        }

        private void value(int id, int kind, LittleEndian value, boolean ofAttachment) throws UnreadableTnef {
            switch (id) {
                case ATTACH_LONG_NAME -> name = ofAttachment ? string(kind, value) : name;
                case ATTACH_MIME_TYPE -> type = ofAttachment ? mediaType(string(kind, value)) : type;
                case ATTACH_DATA -> attached(kind, value, ofAttachment);
                case BODY_HTML -> {
                    if (!ofAttachment) {
                        add("message.html", "text/html", value.rest());
                    }
                }
                case BODY_RTF -> {
                    if (!ofAttachment) {
                        add("message.rtf", "application/rtf", CompressedRtf.read(value.rest()));
                    }
                }
                default -> {
                    // Of no use outside the program that wrote it.
                }
            }
        }

        /** An object says first what it is; a message in the message is one. */
        private void attached(int kind, LittleEndian value, boolean ofAttachment) {
            if (!ofAttachment) {
                return;
            }
            if (kind == OBJECT) {
                more = true;
                value.skipUpTo(OBJECT_ID_BYTES);
            }
            data = value.rest();
        }

        private String string(int kind, LittleEndian value) {
            return text(value.rest(), kind == UNICODE ? StandardCharsets.UTF_16LE : charset);
        }

        private static String mediaType(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            return lower.matches("[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}") ? lower : "";
        }

        private static String text(byte[] bytes, Charset charset) {
            String text = new String(bytes, charset);
            int end = text.indexOf('\0');
            return (end < 0 ? text : text.substring(0, end)).strip();
        }
    }
}
