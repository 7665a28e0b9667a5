package org.sealpost.mailbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.field.LenientFieldParser;
import org.apache.james.mime4j.message.DefaultBodyDescriptorBuilder;
import org.apache.james.mime4j.message.MaximalBodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.sealpost.mail.Content;

/**
 * What IMAP wants to know of every message without opening it: where the body starts, its type, its number of lines.
 *
 * @param bodyStart the length of the header section with the empty line that ends it
 */
record MimeFacts(long bodyStart, Properties properties) {
    private static final MimeConfig ANY_MESSAGE = MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(-1)
            .setMaxHeaderCount(-1)
            .build();
    private static final LenientFieldParser FIELDS = new LenientFieldParser();
    /** Of a longer header section only the start says what kind of message it is. */
    private static final int HEADER_LIMIT_BYTES = 256 * 1024;

    /** Whether there is more to know than the header section tells. */
    boolean hasParts() {
        String type = properties.getMediaType();
        return "multipart".equalsIgnoreCase(type) || "message".equalsIgnoreCase(type);
    }

    /** Reads the header section, and the body only of a message that is plain text. */
    static MimeFacts of(Content content) throws IOException {
        try (InputStream in = new BufferedInputStream(content.open(), 64 * 1024)) {
            Header header = Header.read(in);
            PropertyBuilder builder = new PropertyBuilder();
            Optional<MaximalBodyDescriptor> descriptor = describe(header.start());
            String type = descriptor.map(MaximalBodyDescriptor::getMediaType).orElse("text");
            builder.setMediaType(type);
            builder.setSubType("plain");
            if (descriptor.isPresent()) {
                fill(builder, descriptor.get(), type);
            }
            if (type.equalsIgnoreCase("text")) {
                builder.setTextualLineCount(lines(in));
            }
            return new MimeFacts(header.length(), builder.build());
        }
    }

    /** Empty if the header section cannot be understood at all; a broken one is no reason to lose a mail. */
    private static Optional<MaximalBodyDescriptor> describe(byte[] header) throws IOException {
        MimeTokenStream tokens =
                new MimeTokenStream(ANY_MESSAGE, new DefaultBodyDescriptorBuilder(null, FIELDS, DecodeMonitor.SILENT));
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        tokens.parse(new ByteArrayInputStream(header));
        try {
            EntityState state = tokens.getState();
            while (state != EntityState.T_END_OF_STREAM) {
                if (state == EntityState.T_BODY || state == EntityState.T_START_MULTIPART) {
                    return Optional.of((MaximalBodyDescriptor) tokens.getBodyDescriptor());
                }
                state = tokens.next();
            }
            return Optional.empty();
        } catch (MimeException e) {
            return Optional.empty();
        }
    }

    private static void fill(PropertyBuilder builder, MaximalBodyDescriptor descriptor, String type) {
        builder.setSubType(descriptor.getMediaType() == null ? "plain" : descriptor.getSubType());
        builder.setContentID(descriptor.getContentId());
        builder.setContentDescription(descriptor.getContentDescription());
        builder.setContentLocation(descriptor.getContentLocation());
        builder.setContentMD5(descriptor.getContentMD5Raw());
        builder.setContentTransferEncoding(descriptor.getTransferEncoding());
        builder.setContentLanguage(descriptor.getContentLanguage());
        builder.setContentDispositionType(descriptor.getContentDispositionType());
        builder.setContentDispositionParameters(descriptor.getContentDispositionParameters());
        builder.setContentTypeParameters(descriptor.getContentTypeParameters());
        String charset = descriptor.getCharset();
        if (charset == null && type.equalsIgnoreCase("text")) {
            builder.setCharset("us-ascii");
        } else if (charset != null) {
            builder.setCharset(charset);
        }
    }

    private static long lines(InputStream body) throws IOException {
        byte[] buffer = new byte[8192];
        long lines = 0;
        int read;
        while ((read = body.read(buffer)) > 0) {
            for (int i = 0; i < read; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
        }
        return lines;
    }

    /** The header section: its start, as far as it is of use, and its whole length. */
    private record Header(byte[] start, long length) {
        static Header read(InputStream in) throws IOException {
            ByteArrayOutputStream start = new ByteArrayOutputStream(2048);
            long length = 0;
            int lineLength = 0;
            int next;
            while ((next = in.read()) >= 0) {
                length++;
                if (length <= HEADER_LIMIT_BYTES) {
                    start.write(next);
                }
                if (next == '\n' && lineLength == 0) {
                    break;
                }
                lineLength = next == '\n' ? 0 : next == '\r' ? lineLength : lineLength + 1;
            }
            return new Header(start.toByteArray(), length);
        }
    }
}
