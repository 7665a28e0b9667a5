package org.sealpost.protocols.files.reader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.poi.hsmf.MAPIMessage;
import org.apache.poi.hsmf.datatypes.AttachmentChunks;
import org.apache.poi.hsmf.exceptions.ChunkNotFoundException;
import org.apache.poi.poifs.filesystem.DirectoryNode;

/** What is written in a message that Outlook put into a file (MS-OXMSG), and its attachments. */
final class OutlookText {
    /** The stream by which such a message is known. */
    static final String MARK = "__properties_version1.0";

    private OutlookText() {}

    static void read(DirectoryNode folder, Found found) throws IOException {
        read(new MAPIMessage(folder), found, 0);
    }

    private static void read(MAPIMessage message, Found found, int depth) throws IOException {
        if (depth > 5) {
            throw new IOException("it is nested too deep");
        }
        message.setReturnNullOnMissingChunk(true);
        try {
            for (String words : Stream.of(message.getSubject(), message.getTextBody(), message.getHtmlBody())
                    .filter(Objects::nonNull)
                    .toList()) {
                found.line(words);
            }
            String rtf = message.getRtfBody();
            if (rtf != null) {
                found.file(new ByteArrayInputStream(rtf.getBytes(StandardCharsets.ISO_8859_1)));
            }
        } catch (ChunkNotFoundException e) {
            found.unread();
        }
        for (AttachmentChunks attachment : message.getAttachmentFiles()) {
            if (attachment.getAttachData() != null) {
                found.file(new ByteArrayInputStream(attachment.getAttachData().getValue()));
            } else if (attachment.getAttachmentDirectory() != null) {
                read(attachment.getAttachmentDirectory().getAsEmbeddedMessage(), found, depth + 1);
            }
        }
    }
}
