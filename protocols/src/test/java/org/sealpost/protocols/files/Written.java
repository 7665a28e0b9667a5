package org.sealpost.protocols.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;

/** Files for tests: those that an office program wrote, and those that are made here. */
final class Written {
    static final String CARD = "4111 1111 1111 1111";

    private Written() {}

    static {
        // Whoever writes PDF here would keep a list of the machine's fonts at home.
        System.setProperty(
                "pdfbox.fontcache", Path.of("target").toAbsolutePath().toString());
    }

    /** By LibreOffice; see the README beside them. */
    static byte[] sample(String name) throws IOException {
        try (InputStream in = Written.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not there");
            }
            return name.endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
        }
    }

    @FunctionalInterface
    interface Drawing {
        void on(PDDocument document, PDPage page) throws IOException;
    }

    static byte[] pdf(Drawing drawing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            drawing.on(document, page);
            document.save(bytes);
        }
        return bytes.toByteArray();
    }

    static byte[] pdf(String words) throws IOException {
        return pdf((document, page) -> write(document, page, words));
    }

    static void write(PDDocument document, PDPage page, String words) throws IOException {
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.beginText();
            content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
            content.newLineAtOffset(50, 700);
            content.showText(words);
            content.endText();
        }
    }

    /** For whoever prints it there is no password; for whoever changes it there is. */
    static byte[] pdfForPrinting(String words) throws IOException {
        return pdf((document, page) -> {
            write(document, page, words);
            StandardProtectionPolicy policy = new StandardProtectionPolicy("owner", "", new AccessPermission());
            policy.setEncryptionKeyLength(256);
            document.protect(policy);
        });
    }

    static byte[] pdfWithField(String value) throws IOException {
        return pdf((document, page) -> {
            PDAcroForm form = new PDAcroForm(document);
            document.getDocumentCatalog().setAcroForm(form);
            PDTextField field = new PDTextField(form);
            field.setPartialName("card");
            field.getCOSObject().setString(COSName.V, value);
            form.getFields().add(field);
        });
    }

    static byte[] pdfWithNote(String words) throws IOException {
        return pdf((document, page) -> {
            PDAnnotationText note = new PDAnnotationText();
            note.setContents(words);
            page.getAnnotations().add(note);
        });
    }

    static byte[] pdfWithFile(byte[] file) throws IOException {
        return pdf((document, page) -> {
            PDComplexFileSpecification specification = new PDComplexFileSpecification();
            specification.setFile("data.bin");
            specification.setEmbeddedFile(new PDEmbeddedFile(document, new ByteArrayInputStream(file)));
            PDEmbeddedFilesNameTreeNode files = new PDEmbeddedFilesNameTreeNode();
            files.setNames(Map.of("data.bin", specification));
            PDDocumentNameDictionary names = new PDDocumentNameDictionary(document.getDocumentCatalog());
            names.setEmbeddedFiles(files);
            document.getDocumentCatalog().setNames(names);
        });
    }

    /** A page whose description grows to so many megabytes. */
    static byte[] pdfBomb(int megabytes) throws IOException {
        return pdf((document, page) -> {
            COSStream content = document.getDocument().createCOSStream();
            try (OutputStream out = content.createOutputStream(COSName.FLATE_DECODE)) {
                byte[] blanks = " ".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < megabytes; i++) {
                    out.write(blanks);
                }
            }
            page.setContents(new PDStream(content));
        });
    }

    static byte[] zip(String name, byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(file);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(file);
        }
        return bytes.toByteArray();
    }
}
