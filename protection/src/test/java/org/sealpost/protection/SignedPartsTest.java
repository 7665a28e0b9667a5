package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.protection.SignedParts.Part;

/** Which parts somebody signed, and that a change of one byte in them shows. */
class SignedPartsTest {
    private static final String SIGNED = """
            Content-Type: multipart/signed; boundary=s

            --s
            Content-Type: text/plain

            the signed words\s
            --s
            Content-Type: application/pkcs7-signature

            AAAA
            --s--
            """.replace("\n", "\r\n");
    private static final String SEALED = """
            Content-Type: application/pkcs7-mime; smime-type=enveloped-data

            MIIB
            """.replace("\n", "\r\n");

    @Test
    void textHasNone() {
        assertThat(SignedParts.of(content("From: x\r\n\r\nhello")).isEmpty()).isTrue();
        assertThat(SignedParts.isAnySealed(content("From: x\r\n\r\nhello"))).isFalse();
        assertThat(SignedParts.isAnySealed(content(SIGNED))).isFalse();
    }

    @Test
    void aSignedMessageKeepsItsPartUnderNewFieldsAndLosesItWithOneByte() {
        SignedParts before = SignedParts.of(content(SIGNED));

        assertThat(before.parts()).extracting(Part::place).containsExactly("body");
        assertThat(SignedParts.of(HeaderSection.prepend(content(SIGNED), List.of("X-New: 1"))))
                .isEqualTo(before);
        assertThat(SignedParts.of(content(SIGNED.replace("words \r", "words\r"))))
                .isNotEqualTo(before);
        assertThat(SignedParts.of(content(SIGNED.replace("text/plain", "text/html"))))
                .isNotEqualTo(before);
    }

    @Test
    void partsOfPartsAndOfAttachedMessagesAreFound() {
        String list = """
                Content-Type: multipart/mixed; boundary=m

                --m
                %s
                --m
                Content-Type: message/rfc822

                %s
                --m
                Content-Type: application/octet-stream
                Content-Disposition: attachment; filename=a.p7m

                x
                --m
                Content-Type: multipart/encrypted; boundary=e

                --e--
                --m--
                """.formatted(SIGNED, SEALED).replace("\r\n", "\n").replace("\n", "\r\n");

        assertThat(SignedParts.of(content(list)).parts())
                .extracting(Part::place)
                .containsExactly("1", "2.1", "3", "4");
        assertThat(SignedParts.isAnySealed(content(list))).isTrue();
        assertThat(SignedParts.isAnySealed(content(SIGNED.replace("Content-Type: text/plain\r\n\r\n", SEALED))))
                .as("sealed inside a signature")
                .isTrue();
    }

    @Test
    void ofWhatNobodyCanTakeApartTheWholeBodyCounts() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }

        assertThat(SignedParts.of(content(deep.toString())).parts())
                .extracting(Part::place)
                .containsExactly("body");
        assertThat(SignedParts.isAnySealed(content(deep.toString()))).isTrue();
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
