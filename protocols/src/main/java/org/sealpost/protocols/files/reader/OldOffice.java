package org.sealpost.protocols.files.reader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.OldFileFormatException;
import org.apache.poi.hssf.extractor.OldExcelExtractor;
import org.apache.poi.hwpf.HWPFDocument;
import org.apache.poi.hwpf.extractor.Word6Extractor;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.DocumentNode;
import org.apache.poi.poifs.filesystem.Entry;
import org.apache.poi.poifs.filesystem.Ole10Native;
import org.apache.poi.poifs.filesystem.Ole10NativeException;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/**
 * What is written in files of old office programs, which are small file systems (MS-CFB): Word, Excel and PowerPoint before 2007,
 * messages of Outlook, and what they hold of each other. Also those of new ones behind a password.
 */
final class OldOffice {
    private static final int DEPTH_LIMIT = 10;

    /** By the stream that each of them has. */
    private static final Map<String, String> TYPES = Map.of(
            "WordDocument",
            "application/msword",
            "Workbook",
            "application/vnd.ms-excel",
            "Book",
            "application/vnd.ms-excel",
            "PowerPoint Document",
            "application/vnd.ms-powerpoint",
            OutlookText.MARK,
            "application/vnd.ms-outlook",
            "EncryptedPackage",
            "application/x-tika-ooxml-protected",
            "VisioDocument",
            "application/vnd.visio",
            "Quill",
            "application/x-mspublisher");

    private final Found found;

    OldOffice(Found found) {
        this.found = found;
    }

    static void read(byte[] file, Found found) throws IOException {
        try (POIFSFileSystem files = new POIFSFileSystem(new ByteArrayInputStream(file))) {
            for (Entry entry : files.getRoot()) {
                found.type(TYPES.getOrDefault(entry.getName(), ""));
                if (TYPES.containsKey(entry.getName())) {
                    break;
                }
            }
            new OldOffice(found).folder(files.getRoot(), 0);
        } catch (EncryptedDocumentException e) {
            found.locked();
        }
    }

    void folder(DirectoryNode folder, int depth) throws IOException {
        if (depth > DEPTH_LIMIT) {
            throw new IOException("it is nested too deep");
        }
        boolean message = folder.hasEntryCaseInsensitive(OutlookText.MARK);
        if (message) {
            OutlookText.read(folder, found);
        }
        for (Entry entry : folder) {
            if (entry instanceof DirectoryNode inner) {
                // Those of a message are its chunks, which were read.
                if (!message) {
                    folder(inner, depth + 1);
                }
            } else if (entry instanceof DocumentNode) {
                stream(folder, entry.getName());
            }
        }
    }

    private void stream(DirectoryNode folder, String name) throws IOException {
        switch (name) {
            case "WordDocument" -> word(folder);
            case "Workbook", "WORKBOOK" -> SheetText.read(folder, found);
            case "Book", "BOOK" -> oldSheet(folder);
            case "PowerPoint Document" -> SlidesText.read(folder, found);
            case "EncryptedPackage" -> found.locked();
            case "VisioDocument", "Quill" -> found.unread();
            case "\u0001Ole10Native" -> packed(folder);
            case "Package", "CONTENTS" -> {
                try (InputStream in = folder.createDocumentInputStream(name)) {
                    found.file(in);
                }
            }
            default -> {
                // How it looks, macros, what programs keep for themselves.
            }
        }
    }

    private void word(DirectoryNode folder) throws IOException {
        try {
            shown(new HWPFDocument(folder).getText());
        } catch (OldFileFormatException e) {
            try (Word6Extractor old = new Word6Extractor(folder)) {
                shown(old.getText());
            }
        }
    }

    /** Without the marks of fields, cells and pages. */
    private void shown(CharSequence text) throws Found.Full {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one >= ' ' || one == '\t') {
                shown.append(one == 0x1e ? '-' : one);
            } else if (one == '\r' || one == '\n' || one == 7 || one == 11 || one == 12) {
                shown.append('\n');
            }
        }
        found.line(shown);
    }

    private void oldSheet(DirectoryNode folder) throws IOException {
        try (OldExcelExtractor old = new OldExcelExtractor(folder)) {
            found.line(old.getText());
        }
    }

    private void packed(DirectoryNode folder) throws IOException {
        try {
            found.file(new ByteArrayInputStream(
                    Ole10Native.createFromEmbeddedOleObject(folder).getDataBuffer()));
        } catch (Ole10NativeException e) {
            found.unread();
        }
    }
}
