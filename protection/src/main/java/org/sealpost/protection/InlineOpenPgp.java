package org.sealpost.protection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * OpenPGP in the text of a message, as older programs write it: counts only if it is the whole text, since nobody could tell a
 * reader which lines of a text were signed or secret.
 */
final class InlineOpenPgp {
    private static final int TEXT_LIMIT_BYTES = 16 * 1024 * 1024;
    private static final int HEAD_BYTES = 64;
    private static final String ARMOUR = "-----BEGIN PGP MESSAGE-----";
    private static final String SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
    private static final String END = "-----END PGP SIGNATURE-----";

    private InlineOpenPgp() {}

    static boolean isEncrypted(OuterEntity outer) {
        if (!startsWith(outer, ARMOUR)) {
            return false;
        }
        try (InputStream body = TransferEncoding.decoded(outer.header(), outer.body())) {
            return OpenPgpHead.isEncrypted(body);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean startsWith(OuterEntity outer, String marker) {
        if (outer.kind() != SmimeKind.NONE
                || !MediaType.of(outer.header()).name().equals("text/plain")
                || outer.body().sizeBytes() > TEXT_LIMIT_BYTES) {
            return false;
        }
        try (InputStream body = TransferEncoding.decoded(outer.header(), outer.body(), HEAD_BYTES)) {
            return new String(body.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1)
                    .stripLeading()
                    .startsWith(marker);
        } catch (IOException e) {
            return false;
        }
    }

    /** A cleartext signature over the whole text (RFC 9580 section 7). */
    static Optional<OpenPgpSigned> signed(OuterEntity outer) {
        if (!startsWith(outer, SIGNED)) {
            return Optional.empty();
        }
        try (InputStream body = TransferEncoding.decoded(outer.header(), outer.body());
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.ISO_8859_1))) {
            return signed(outer, lines);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<OpenPgpSigned> signed(OuterEntity outer, BufferedReader lines) throws IOException {
        skipBlank(lines);
        if (!skipFields(lines)) {
            return Optional.empty();
        }
        Optional<List<String>> text = text(lines);
        Optional<String> signature = signature(lines);
        if (text.isEmpty() || signature.isEmpty() || !isBlank(lines)) {
            return Optional.empty();
        }
        byte[] signed = String.join("\r\n", text.get()).getBytes(StandardCharsets.ISO_8859_1);
        return Optional.of(OpenPgpSigned.read(
                outer.header(), Content.of(signed), HeaderSection.of(new byte[0]), Entity.ascii(signature.get())));
    }

    /** Behind the marker stand fields such as Hash, and an empty line. */
    private static boolean skipFields(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            if (!line.startsWith("Hash: ")) {
                return false;
            }
        }
        return true;
    }

    /** The lines up to the signature, as they were signed; none if one of them looks like something else. */
    private static Optional<List<String>> text(BufferedReader lines) throws IOException {
        List<String> text = new ArrayList<>();
        for (String line = lines.readLine(); line != null && !line.equals(SIGNATURE); line = lines.readLine()) {
            if (line.startsWith("-") && !line.startsWith("- ")) {
                return Optional.empty();
            }
            text.add((line.startsWith("- ") ? line.substring(2) : line).stripTrailing());
        }
        return Optional.of(text);
    }

    private static Optional<String> signature(BufferedReader lines) throws IOException {
        StringBuilder signature = new StringBuilder(SIGNATURE).append("\r\n");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            signature.append(line).append("\r\n");
            if (line.equals(END)) {
                return Optional.of(signature.toString());
            }
        }
        return Optional.empty();
    }

    private static void skipBlank(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isBlank()) {
            line = lines.readLine();
        }
    }

    private static boolean isBlank(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                return false;
            }
        }
        return true;
    }

    /** Some programs encrypt text with bare line feeds; in a mailbox lines end in CRLF. */
    static Content wholeLineEnds(Content text, Path spoolFolder) throws IOException {
        if (!hasBareLineFeed(text)) {
            return text;
        }
        Spool whole = new Spool(spoolFolder, text.sizeBytes() + text.sizeBytes() / 32);
        try (InputStream in = new LineEnds(text)) {
            in.transferTo(whole);
        }
        return whole.content();
    }

    private static boolean hasBareLineFeed(Content text) throws IOException {
        try (InputStream in = text.open()) {
            byte[] chunk = new byte[Jca.CHUNK_BYTES];
            int previous = 0;
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                for (int i = 0; i < count; i++) {
                    if (chunk[i] == '\n' && previous != '\r') {
                        return true;
                    }
                    previous = chunk[i];
                }
            }
            return false;
        }
    }
}
