package org.sealpost.protocols.smtp;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Contents that mail systems like to change, by name. All but those with bare line ends must come through unharmed. */
public final class HardContents {
    private static final String HEADER = "From: eve@example.net\r\nTo: bob@example.org\r\nSubject: hard\r\n";
    private static final String TEXT = HEADER + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n";

    private HardContents() {}

    public static Map<String, byte[]> good() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("eight bits", TEXT + "Gr\u00c3\u00bc\u00c3\u009fe \u00ff\u00fe\u0080 latin\u00e9\r\n");
        all.put("trailing blanks", TEXT + "blanks   \r\ntabs\t\t\r\n \r\n\r\n\r\nend  \r\n\r\n\r\n");
        all.put("line of 2,000", TEXT + "x".repeat(2_000) + "\r\nshort\r\n");
        all.put("line of 20,000", TEXT + "y".repeat(20_000) + "\r\nshort\r\n");
        all.put("line of 1,000,000", TEXT + "z".repeat(1_000_000) + "\r\nshort\r\n");
        all.put("NUL", TEXT + "ab\0cd\r\n");
        all.put("dots", TEXT + ". x\r\n..\r\n...three\r\n.one\r\n.\r\nafter the end\r\n");
        all.put(
                "odd header",
                "X-NoSpace:value\r\nX-Tab:\tvalue\r\nX-Empty:\r\nX-Fold: a\r\n\t b  \r\n   c\r\nx-lower: 1\r\nX-Twin: 1\r\n"
                        + "X-Twin: 2\r\nX-Trail: v   \r\nX-8bit: Gr\u00c3\u00bc\u00c3\u009fe \u00e9\r\nX-Long: "
                        + "h".repeat(3_000) + "\r\n" + HEADER + "\r\nbody\r\n");
        all.put("header without colon", HEADER + "This is no header line\r\nX-After: 1\r\n\r\nbody\r\n");
        all.put("blank before colon", "X-Space : v\r\n" + HEADER + "\r\nbody\r\n");
        all.put("no body", HEADER);
        all.put("no header", "\r\nonly a body\r\n");
        all.put(
                "signed with preamble and epilogue",
                HEADER + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256;\r\n"
                        + "  boundary=\"----=_B\"\r\n\r\nA preamble  \r\n\r\n------=_B\r\nContent-Type: text/plain;"
                        + " charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nh\u00e9llo   \r\n\r\n------=_B\r\n"
                        + "Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding:"
                        + " base64\r\n\r\nMIIB\r\n------=_B--\r\nan epilogue \r\n");
        all.put(
                "no final boundary",
                HEADER + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n\r\nno end\r\n");
        all.put("Bcc and oddities", HEADER + "Bcc: other@example.com\r\nX-Odd:nospace\r\n\r\nbody  \r\n.\u00e9\r\n");
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        all.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.ISO_8859_1)));
        return bytes;
    }

    static Map<String, byte[]> refused() {
        return Map.of(
                "bare LF",
                (TEXT + "line1\nline2\r\nline3\n\nline4\r\n").getBytes(StandardCharsets.ISO_8859_1),
                "bare CR",
                (TEXT + "line1\rline2\r\nline3\r\rline4\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
