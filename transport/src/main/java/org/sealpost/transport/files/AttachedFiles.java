package org.sealpost.transport.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MimeTypes;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.protection.FileReading;
import org.sealpost.protection.MessageParts;

/**
 * Says by its bytes what a file of a message is (Apache Tika), and reads what is written in it: text files, documents of office
 * programs, and whatever lies in archives. What takes a large program to read is given to a {@link DocumentReader}. Other kinds, such
 * as pictures, are told and not read.
 */
public final class AttachedFiles implements FileReading, AutoCloseable {
    /** The type, beside its own, of what can be read only with a password. */
    public static final String LOCKED = "application/x-encrypted";

    /** As much as Tika looks at. */
    private static final int HEAD_BYTES = 64 * 1024;

    private static final String UNKNOWN = "application/octet-stream";
    private static final String ZIP = "application/zip";
    private static final List<byte[]> ZIP_MARKS =
            List.of(new byte[] {'P', 'K', 3, 4}, new byte[] {'P', 'K', 5, 6}, new byte[] {'P', 'K', 7, 8}, new byte[] {
                'P', 'K', '0', '0'
            });
    private static final String MAIL = "message/rfc822";
    private static final int MAIL_LIMIT_BYTES = 16 * 1024 * 1024;
    private static final byte[] GZIP_MARK = {0x1f, (byte) 0x8b};
    private static final String RTF = "application/rtf";
    private static final Set<String> TEXTS = Set.of("application/json", "application/xml", "application/mbox");
    private static final Set<String> DOCUMENTS = Set.of(
            "application/pdf",
            "application/x-tika-msoffice",
            "application/x-7z-compressed",
            "application/x-bzip",
            "application/x-bzip2",
            "application/x-xz");

    /** Archives and packed files that nobody here opens. */
    private static final Set<String> CLOSED = Set.of(
            "application/x-rar-compressed",
            "application/zstd",
            "application/x-lzma",
            "application/x-lz4",
            "application/x-lzip",
            "application/x-lha",
            "application/x-lharc",
            "application/x-arj",
            "application/x-ace-compressed",
            "application/x-compress",
            "application/x-stuffit",
            "application/x-cpio",
            "application/x-archive",
            "application/x-rpm",
            "application/x-debian-package",
            "application/x-iso9660-image",
            "application/x-apple-diskimage",
            "application/vnd.ms-cab-compressed");

    /** Reading the table of types takes a while; it is read with the first file. */
    private static final class Types {
        private static final MimeTypes KNOWN = MimeTypes.getDefaultMimeTypes();
    }

    private final DocumentReader documents;
    private final Budget budget = new Budget();
    private DocumentReader.@Nullable Session session;

    /** For the files of one message. */
    public AttachedFiles(DocumentReader documents) {
        this.documents = documents;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }

    @Override
    public FileText read(InputStream in, int textLimit) throws IOException {
        Gathered gathered = new Gathered(textLimit);
        return gathered.as(read(budget.packed(in), gathered, 0));
    }

    /** Gives its type. */
    private String read(InputStream in, Gathered gathered, int depth) throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), in);
        gathered.separate();
        if (ZIP_MARKS.stream().anyMatch(mark -> begins(head, mark))) {
            return zip(all, gathered, depth);
        }
        String type = type(head);
        if (TarWalk.isTar(head)) {
            unpack(depth, gathered, () -> TarWalk.walk(all, files(gathered, depth)));
            return type.endsWith("tar") ? type : "application/x-tar";
        }
        if (begins(head, GZIP_MARK)) {
            unpack(depth, gathered, () -> gzip(all, gathered, depth));
            return type;
        }
        if (CLOSED.contains(type)) {
            gathered.unread();
            return type;
        }
        if (type.equals(MAIL) && !gathered.isFull()) {
            unpack(depth, gathered, () -> mail(all, gathered, depth));
            return type;
        }
        TailWatch watched = new TailWatch(all);
        String found = DOCUMENTS.contains(type)
                ? document(type, watched, gathered, depth)
                : plain(type, head, watched, gathered);
        if (watched.endsAsZip()) {
            // Of a file in which some programs see an archive and others do not, nobody knows what is read there.
            gathered.unread();
        }
        return found;
    }

    private static boolean begins(byte[] head, byte[] mark) {
        return head.length >= mark.length && Arrays.equals(head, 0, mark.length, mark, 0, mark.length);
    }

    private static String type(byte[] head) throws IOException {
        return Types.KNOWN
                .detect(new ByteArrayInputStream(head), new Metadata())
                .getBaseType()
                .toString()
                .toLowerCase(Locale.ROOT);
    }

    private static String plain(String type, byte[] head, InputStream in, Gathered gathered) throws IOException {
        if (type.equals(RTF)) {
            try {
                RtfText.read(in, gathered);
            } catch (IOException e) {
                gathered.unread();
            }
        } else if (type.startsWith("text/") || TEXTS.contains(type) || type.equals(UNKNOWN) && mayBeText(head)) {
            text(in, gathered);
        }
        return type;
    }

    private String zip(InputStream in, Gathered gathered, int depth) {
        OfficeText office = new OfficeText(gathered);
        Unpacking files = files(gathered, depth);
        unpack(
                depth,
                gathered,
                () -> ZipWalk.walk(in, new Unpacking() {
                    @Override
                    public void file(String name, InputStream file) throws IOException {
                        budget.entry();
                        InputStream content = budget.unpacked(file);
                        if (!name.endsWith("/") && !office.takes(name, content)) {
                            inside(read(content, gathered, depth + 1), office.isDocument(), gathered);
                        }
                        drain(content);
                    }

                    @Override
                    public void locked() {
                        files.locked();
                    }

                    @Override
                    public void unknown() {
                        files.unknown();
                    }
                }));
        return office.type().isEmpty() ? ZIP : office.type();
    }

    /** What belongs to every document is not told as a file in it. */
    private static void inside(String type, boolean document, Gathered gathered) {
        if (!document || !type.startsWith("image/") && !type.startsWith("text/") && !type.equals(UNKNOWN)) {
            gathered.inside(type);
        }
    }

    private Unpacking files(Gathered gathered, int depth) {
        return new Unpacking() {
            @Override
            public void file(String name, InputStream file) throws IOException {
                AttachedFiles.this.file(file, gathered, depth);
            }

            @Override
            public void locked() {
                gathered.locked();
            }

            @Override
            public void unknown() {
                gathered.unread();
            }
        };
    }

    private void gzip(InputStream in, Gathered gathered, int depth) throws IOException {
        try (InputStream file = new GzipStream(in)) {
            file(file, gathered, depth);
        }
    }

    private void mail(InputStream in, Gathered gathered, int depth) throws IOException {
        byte[] bytes = in.readNBytes(MAIL_LIMIT_BYTES + 1);
        if (bytes.length > MAIL_LIMIT_BYTES) {
            throw new Budget.Exceeded("more than is held in memory");
        }
        MessageParts parts = MessageParts.of(Content.of(bytes), (file, textLimit) -> {
            budget.entry();
            Gathered inner = new Gathered(textLimit);
            return inner.as(read(budget.unpacked(file), inner, depth + 1));
        });
        for (String text : parts.texts()) {
            gathered.separate();
            gathered.append(text);
        }
        parts.files().forEach(file -> gathered.inside(file.detected()));
        if (!parts.whole()) {
            // It may only look like a message.
            gathered.separate();
            gathered.append(decoded(bytes));
            gathered.unread();
        }
    }

    private void file(InputStream file, Gathered gathered, int depth) throws IOException {
        budget.entry();
        InputStream content = budget.unpacked(file);
        gathered.inside(read(content, gathered, depth + 1));
        drain(content);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void unpack(int depth, Gathered gathered, Step step) {
        if (depth == Budget.DEPTH_LIMIT) {
            gathered.unread();
            return;
        }
        try {
            step.run();
        } catch (IOException e) {
            // Whatever it was: what was not read may hold what is looked for.
            gathered.unread();
        }
    }

    private static void drain(InputStream in) throws IOException {
        byte[] piece = new byte[8 * 1024];
        while (in.read(piece, 0, piece.length) >= 0) {
            // What nobody wanted counts, and its check sum is looked at.
        }
    }

    private String document(String type, InputStream in, Gathered gathered, int depth) throws IOException {
        if (session == null) {
            session = documents.open();
        }
        DocumentReader.Document found = session.read(in, gathered.room());
        gathered.append(found.text());
        if (found.locked()) {
            gathered.locked();
        }
        if (!found.whole()) {
            gathered.unread();
        }
        for (byte[] file : found.files()) {
            unpack(depth, gathered, () -> file(new ByteArrayInputStream(file), gathered, depth));
        }
        return found.type().isEmpty() ? type : found.type();
    }

    /** Of what Tika does not know: text in two octets for each character, or in one without anything that no text has. */
    private static boolean mayBeText(byte[] head) {
        boolean may = true;
        for (byte octet : head) {
            may &= octet < 0 || octet >= ' ' || octet == '\t' || octet == '\n' || octet == '\r' || octet == '\f';
        }
        return may || isMarkedAsUtf16(head);
    }

    private static boolean isMarkedAsUtf16(byte[] bytes) {
        return bytes.length > 1 && (bytes[0] == -1 && bytes[1] == -2 || bytes[0] == -2 && bytes[1] == -1);
    }

    private static void text(InputStream in, Gathered gathered) throws IOException {
        byte[] bytes = in.readNBytes(gathered.room());
        gathered.append(decoded(bytes));
        if (in.read() >= 0) {
            gathered.unread();
        }
    }

    /** By its mark in front, else UTF-8 if it can be, else one octet for each character. */
    private static String decoded(byte[] bytes) {
        if (isMarkedAsUtf16(bytes)) {
            return new String(bytes, StandardCharsets.UTF_16);
        }
        try {
            return strictly(StandardCharsets.UTF_8, bytes);
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String strictly(Charset charset, byte[] bytes) throws CharacterCodingException {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
