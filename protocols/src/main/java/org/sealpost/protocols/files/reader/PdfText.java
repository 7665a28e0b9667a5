package org.sealpost.protocols.files.reader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.common.filespecification.PDFileSpecification;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationFileAttachment;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDXFAResource;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;

/** What is written in a PDF file (ISO 32000): on its pages, in forms and notes, and the files that lie in it. */
final class PdfText {
    private static final int END_WITHIN_BYTES = 2048;
    private static final int NODES_LIMIT = 1_000;

    static {
        FontMappers.set(new OneFont());
    }

    private final PDDocument document;
    private final Found found;
    private int nodes;

    private PdfText(PDDocument document, Found found) {
        this.document = document;
        this.found = found;
    }

    static void read(byte[] file, Found found) throws IOException {
        Complaints.forget();
        String end = new String(
                file,
                Math.max(0, file.length - END_WITHIN_BYTES),
                Math.min(file.length, END_WITHIN_BYTES),
                StandardCharsets.ISO_8859_1);
        if (!end.contains("%%EOF")) {
            // The library repairs what it can, and does not say what it did not find.
            found.unread();
        }
        try (PDDocument document = Loader.loadPDF(file, "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
            new PdfText(document, found).read();
        } catch (InvalidPasswordException e) {
            found.locked();
        }
        if (Complaints.areThere()) {
            found.unread();
        }
    }

    private void read() throws IOException {
        PDFTextStripper pages = new PDFTextStripper();
        pages.writeText(document, found);
        about(document.getDocumentInformation());
        for (PDPage page : document.getPages()) {
            for (PDAnnotation note : page.getAnnotations()) {
                note(note);
            }
        }
        @Nullable PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
        if (form != null) {
            form(form);
        }
        @Nullable PDDocumentNameDictionary names = document.getDocumentCatalog().getNames();
        if (names != null && names.getEmbeddedFiles() != null) {
            files(names.getEmbeddedFiles());
        }
    }

    private void about(PDDocumentInformation about) throws IOException {
        for (String words : Stream.of(about.getTitle(), about.getSubject(), about.getAuthor(), about.getKeywords())
                .filter(Objects::nonNull)
                .toList()) {
            found.line(words);
        }
    }

    private void note(PDAnnotation note) throws IOException {
        @Nullable String words = note.getContents();
        if (words != null) {
            found.line(words);
        }
        if (note instanceof PDAnnotationFileAttachment attachment) {
            file(attachment.getFile());
        }
    }

    private void form(PDAcroForm form) throws IOException {
        for (PDField field : form.getFieldTree()) {
            @Nullable String value = field.getValueAsString();
            if (value != null) {
                found.line(value);
            }
        }
        @Nullable PDXFAResource xfa = form.getXFA();
        if (xfa != null) {
            found.file(new ByteArrayInputStream(xfa.getBytes()));
        }
    }

    private void files(PDNameTreeNode<PDComplexFileSpecification> node) throws IOException {
        if (++nodes > NODES_LIMIT) {
            throw new IOException("more files than are looked at");
        }
        @Nullable Map<String, PDComplexFileSpecification> names = node.getNames();
        if (names != null) {
            for (PDComplexFileSpecification file : names.values()) {
                file(file);
            }
        }
        if (node.getKids() != null) {
            for (PDNameTreeNode<PDComplexFileSpecification> kid : node.getKids()) {
                files(kid);
            }
        }
    }

    private void file(@Nullable PDFileSpecification specification) throws IOException {
        if (specification instanceof PDComplexFileSpecification file) {
            @Nullable PDEmbeddedFile content = Stream.of(
                            file.getEmbeddedFileUnicode(), file.getEmbeddedFile(), file.getEmbeddedFileUnix())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (content != null) {
                try (InputStream in = content.createInputStream()) {
                    found.file(in);
                }
            }
        }
    }
}
