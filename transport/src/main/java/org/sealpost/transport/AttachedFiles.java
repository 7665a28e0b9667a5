package org.sealpost.transport;

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
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MimeTypes;
import org.sealpost.protection.FileReading;

/**
 * Says by its bytes what a file is (Apache Tika), and reads what is written in text files and in the documents of office programs.
 * Other kinds, such as PDF and pictures, are told and not read.
 */
final class AttachedFiles implements FileReading {
    /** As much as Tika looks at. */
    private static final int HEAD_BYTES = 64 * 1024;

    private static final String UNKNOWN = "application/octet-stream";
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final List<String> TEXTS = List.of("application/json", "application/xml", "application/rtf");

    /** Reading the table of types takes a while; it is read with the first file. */
    private static final class Types {
        private static final MimeTypes KNOWN = MimeTypes.getDefaultMimeTypes();
    }

    @Override
    public FileText read(InputStream in, int textLimit) throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), in);
        if (Arrays.equals(head, 0, Math.min(ZIP.length, head.length), ZIP, 0, ZIP.length)) {
            return OfficeDocument.read(all, textLimit);
        }
        String type = Types.KNOWN
                .detect(new ByteArrayInputStream(head), new Metadata())
                .getBaseType()
                .toString()
                .toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || TEXTS.contains(type) || type.equals(UNKNOWN) && mayBeText(head)
                ? text(type, all, textLimit)
                : new FileText(type, "", true);
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

    private static FileText text(String type, InputStream in, int textLimit) throws IOException {
        byte[] bytes = in.readNBytes(textLimit);
        return new FileText(type, decoded(bytes), in.read() < 0);
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
