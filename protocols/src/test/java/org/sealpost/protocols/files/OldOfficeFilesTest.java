package org.sealpost.protocols.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.filesystem.DirectoryEntry;
import org.apache.poi.poifs.filesystem.DocumentEntry;
import org.apache.poi.poifs.filesystem.DocumentInputStream;
import org.apache.poi.poifs.filesystem.EntryUtils;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.protection.FileReading.FileText;
import org.sealpost.transport.files.AttachedFiles;

/** What old office programs put into each other's files, what Outlook saves, and what is locked. */
class OldOfficeFilesTest {
    private static final String CARD = Written.CARD;
    private static final ReaderProcesses READER = new ReaderProcesses(ReaderProcesses.Terms.STANDARD);
    private static final int TOKEN_AT = 12;

    @AfterAll
    static void end() {
        READER.close();
    }

    @FunctionalInterface
    private interface Filling {
        void of(DirectoryEntry root) throws IOException;
    }

    @Test
    void aSheetInADocumentIsRead() throws IOException {
        FileText found = read(ole(root -> {
            DirectoryEntry object = root.createDirectory("ObjectPool").createDirectory("_1");
            try (POIFSFileSystem sheet = ole("sheet.xls")) {
                EntryUtils.copyNodes(sheet.getRoot(), object);
            }
        }));

        assertThat(found.text()).contains(CARD);
        assertThat(found.whole()).isTrue();
    }

    @Test
    void aNewDocumentInAnOldOneIsRead() throws IOException {
        FileText found = read(ole(root -> add(
                root.createDirectory("ObjectPool").createDirectory("_1"), "Package", Written.sample("letter.docx"))));

        assertThat(found.text()).contains(CARD);
        assertThat(found.inside()).anyMatch(type -> type.endsWith("wordprocessingml.document"));
    }

    @Test
    void aMessageThatOutlookSavedIsReadWithItsAttachments() throws IOException {
        FileText found = read(ole(root -> {
            add(root, "__properties_version1.0", new byte[32]);
            add(root, "__substg1.0_0037001F", "About cranes".getBytes(StandardCharsets.UTF_16LE));
            add(root, "__substg1.0_1000001F", "They fly".getBytes(StandardCharsets.UTF_16LE));
            DirectoryEntry attachment = root.createDirectory("__attach_version1.0_#00000000");
            add(attachment, "__properties_version1.0", new byte[8]);
            add(attachment, "__substg1.0_37010102", Written.zip("letter.pdf", Written.pdf(CARD)));
        }));

        assertThat(found.type()).isEqualTo("application/vnd.ms-outlook");
        assertThat(found.text()).contains("About cranes", "They fly", CARD);
        assertThat(found.inside()).containsExactly("application/pdf", "application/zip");
        assertThat(found.whole()).isTrue();
    }

    @Test
    void sheetsAndSlidesWithAPasswordAreToldAsSuch() throws IOException {
        FileText sheet = read(sheet("secret"));
        FileText slides = read(lockedSlides());

        assertThat(sheet.inside()).containsExactly(AttachedFiles.LOCKED);
        assertThat(sheet.type()).isEqualTo("application/vnd.ms-excel");
        assertThat(sheet.whole()).isFalse();
        assertThat(slides.inside()).containsExactly(AttachedFiles.LOCKED);
        assertThat(slides.whole()).isFalse();
    }

    @Test
    void aSheetUnderThePasswordThatEverybodyHasIsRead() throws IOException {
        FileText sheet = read(sheet("VelvetSweatshop"));

        assertThat(sheet.text()).contains(CARD);
        assertThat(sheet.whole()).isTrue();
    }

    private static FileText read(byte[] file) throws IOException {
        try (AttachedFiles files = new AttachedFiles(READER)) {
            return files.read(new ByteArrayInputStream(file), 1_000_000);
        }
    }

    private static byte[] sheet(String password) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (HSSFWorkbook book = new HSSFWorkbook(new ByteArrayInputStream(Written.sample("sheet.xls")))) {
            Biff8EncryptionKey.setCurrentUserPassword(password);
            book.write(bytes);
        } finally {
            Biff8EncryptionKey.setCurrentUserPassword(null);
        }
        return bytes.toByteArray();
    }

    private static byte[] lockedSlides() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (POIFSFileSystem slides = ole("slides.ppt.gz")) {
            DirectoryEntry root = slides.getRoot();
            byte[] user;
            try (DocumentInputStream in =
                    new DocumentInputStream((DocumentEntry) root.getEntryCaseInsensitive("Current User"))) {
                user = in.readAllBytes();
            }
            user[TOKEN_AT] = (byte) 0xdf;
            user[TOKEN_AT + 1] = (byte) 0xc4;
            user[TOKEN_AT + 2] = (byte) 0xd1;
            user[TOKEN_AT + 3] = (byte) 0xf3;
            root.getEntryCaseInsensitive("Current User").delete();
            add(root, "Current User", user);
            slides.writeFilesystem(bytes);
        }
        return bytes.toByteArray();
    }

    private static POIFSFileSystem ole(String sample) throws IOException {
        return new POIFSFileSystem(new ByteArrayInputStream(Written.sample(sample)));
    }

    private static byte[] ole(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (POIFSFileSystem files = new POIFSFileSystem()) {
            filling.of(files.getRoot());
            files.writeFilesystem(bytes);
        }
        return bytes.toByteArray();
    }

    private static void add(DirectoryEntry folder, String name, byte[] content) throws IOException {
        folder.createDocument(name, new ByteArrayInputStream(content));
    }
}
