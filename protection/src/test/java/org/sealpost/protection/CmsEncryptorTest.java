package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyTransRecipientId;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.mail.Content;

/** What the house writes by itself, beside what Bouncy Castle reads in it and would have written. */
class CmsEncryptorTest {
    private static final Person ANN = Person.of("CN=Ann", "email:ann@example.org");
    private static final Person BOB = Person.of("CN=Bob", "email:bob@example.org");

    /** Around the blocks of the cipher, the pieces that are encrypted at a time, and the lengths of lengths. */
    private static final List<Integer> SIZES = List.of(
            0, 1, 15, 16, 17, 127, 128, 255, 256, 4_095, 16_383, 16_384, 16_385, 32_768, 65_535, 65_536, 200_001);

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void anotherProgramReadsWhatIsWrittenAndWouldWriteTheSameBytes(EncryptionFormat format) throws Exception {
        for (int size : SIZES) {
            byte[] text = text(size);

            byte[] sealed = sealed(Content.of(text), format);

            assertThat(ContentInfo.getInstance(sealed).getEncoded(ASN1Encoding.DER))
                    .as("%d bytes", size)
                    .isEqualTo(sealed);
            for (Person reader : List.of(ANN, BOB)) {
                assertThat(opened(sealed, format, reader)).as("%d bytes", size).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void whereTheOctetsLieMakesNoDifference(EncryptionFormat format) throws Exception {
        byte[] text = text(70_000);
        Content parts = Content.concat(List.of(
                Content.of(text).slice(0, 3),
                Content.of(text).slice(3, 40_000),
                Content.of(text).from(40_003)));

        assertThat(opened(sealed(parts, format), format, ANN)).isEqualTo(text);
        assertThat(opened(sealed(elsewhere(text, text.length), format), format, BOB))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void contentOfAnotherSizeThanItSaysIsNotSent(EncryptionFormat format) {
        byte[] text = text(20_000);

        for (int said : List.of(19_000, 20_001, 30_000)) {
            assertThatThrownBy(() -> sealed(elsewhere(text, said), format)).isInstanceOf(IOException.class);
        }
    }

    private static byte[] text(int size) {
        byte[] text = new byte[size];
        RandomGenerator.of("L64X128MixRandom").nextBytes(text);
        return text;
    }

    private static Content elsewhere(byte[] octets, int said) {
        return new Content() {
            @Override
            public long sizeBytes() {
                return said;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }
        };
    }

    private static byte[] sealed(Content content, EncryptionFormat format) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        CmsEncryptor.encrypt(content, List.of(ANN.certificate(), BOB.certificate()), format, sealed);
        return sealed.toByteArray();
    }

    private static byte[] opened(byte[] sealed, EncryptionFormat format, Person reader) throws CMSException {
        Collection<RecipientInformation> infos = format == EncryptionFormat.AUTHENTICATED
                ? new CMSAuthEnvelopedData(sealed).getRecipientInfos().getRecipients()
                : new CMSEnvelopedData(sealed).getRecipientInfos().getRecipients();
        JceKeyTransRecipient key = format == EncryptionFormat.AUTHENTICATED
                ? new JceKeyTransAuthEnvelopedRecipient(reader.keys().getPrivate())
                : new JceKeyTransEnvelopedRecipient(reader.keys().getPrivate());
        key.setProvider(new BouncyCastleProvider());
        assertThat(infos).hasSize(2);
        return infos.stream()
                .filter(info -> ((KeyTransRecipientId) info.getRID())
                        .getSerialNumber()
                        .equals(reader.certificate().getSerialNumber()))
                .findFirst()
                .orElseThrow()
                .getContent(key);
    }
}
