package org.sealpost.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentTest {
    private static final String TEXT = "Subject: one\r\n\r\nthe body of it\r\n";

    /** The same octets, wherever they lie. */
    static Stream<Content> theSameOctets() {
        Content parts = Content.concat(List.of(inMemory(TEXT.substring(0, 9)), inMemory(TEXT.substring(9))));
        return Stream.of(
                inMemory(TEXT),
                inMemory("##" + TEXT + "##").slice(2, TEXT.length()),
                inMemory("##" + TEXT).from(2),
                elsewhere(TEXT),
                elsewhere("##" + TEXT + "##").slice(2, TEXT.length()),
                Content.concat(List.of(elsewhere(TEXT.substring(0, 9)), inMemory(TEXT.substring(9)))),
                parts,
                Content.sequence(List.of(inMemory(TEXT.substring(0, 9)), inMemory(""), inMemory(TEXT.substring(9)))),
                Content.sequence(
                        List.of(parts.slice(0, 4), Content.sequence(List.of(parts.slice(4, 4), parts.from(8))))),
                HeaderSection.remembering(parts),
                HeaderSection.remembering(elsewhere(TEXT)),
                elsewhere(TEXT).inMemory());
    }

    @ParameterizedTest
    @MethodSource("theSameOctets")
    void givesTheSameOctetsHoweverTheyAreRead(Content content) throws IOException {
        assertThat(content.sizeBytes()).isEqualTo(TEXT.length());
        assertThat(text(content.bytes(100))).isEqualTo(TEXT);
        assertThat(text(content.inMemory().bytes(100))).isEqualTo(TEXT);
        assertThat(text(content.from(16).slice(4, 4).bytes(100))).isEqualTo("body");
        try (InputStream in = content.open()) {
            assertThat(text(in.readAllBytes())).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @MethodSource("theSameOctets")
    void handsItsOctetsOverInBlocksOfWhichOnlyTheLastIsShorter(Content content) throws IOException {
        List<String> blocks = new ArrayList<>();

        content.inBlocks(10, (octets, from, to) -> blocks.add(text(octets).substring(from, to)));

        assertThat(blocks).containsExactly("Subject: o", "ne\r\n\r\nthe ", "body of it", "\r\n");
    }

    @ParameterizedTest
    @MethodSource("theSameOctets")
    void handsItsOctetsOverInPiecesAsTheyLieOfWhichNoneIsTooLarge(Content content) throws IOException {
        List<String> pieces = new ArrayList<>();

        content.inPieces(10, (octets, from, to) -> pieces.add(text(octets).substring(from, to)));

        assertThat(String.join("", pieces)).isEqualTo(TEXT);
        assertThat(pieces).allMatch(piece -> !piece.isEmpty() && piece.length() <= 10);
    }

    @Test
    void isPutIntoOnePieceIfItIsSmallAndInMemory() {
        Content pieces =
                Content.sequence(List.of(inMemory("a"), Content.sequence(List.of(inMemory("b"), inMemory("c")))));
        Content withFile = Content.sequence(List.of(inMemory("a"), elsewhere("b")));
        Content large = Content.sequence(List.of(inMemory("a"), Content.of(new byte[Content.ONE_PIECE_BYTES])));

        assertThat(pieces.isInOnePiece()).isFalse();
        assertThat(pieces.compact().isInOnePiece()).isTrue();
        assertThat(text(pieces.compact().bytes(100))).isEqualTo("abc");
        assertThat(withFile.compact()).isSameAs(withFile);
        assertThat(large.compact()).isSameAs(large);
        assertThat(Content.concat(List.of()).sizeBytes()).isZero();
    }

    @Test
    void isInOnePieceInMemoryAndNotElsewhere() {
        assertThat(inMemory(TEXT).isInOnePiece()).isTrue();
        assertThat(elsewhere(TEXT).isInOnePiece()).isFalse();
        assertThat(elsewhere(TEXT).inMemory().isInOnePiece()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("theSameOctets")
    void showsTheSameHeaderSection(Content content) {
        HeaderSection header = HeaderSection.of(content);

        assertThat(header.value("Subject")).contains("one");
        assertThat(header.lengthBytes()).isEqualTo(16);
    }

    @ParameterizedTest
    @MethodSource("theSameOctets")
    void refusesWhatLiesOutside(Content content) {
        assertThatThrownBy(() -> content.from(33)).hasMessage("offset must lie in 0..32: 33");
        assertThatThrownBy(() -> content.from(-1)).hasMessage("offset must lie in 0..32: -1");
        assertThatThrownBy(() -> content.slice(30, 3)).hasMessage("length must lie in 0..2: 3");
        assertThatThrownBy(() -> content.slice(30, -1)).hasMessage("length must lie in 0..2: -1");
        assertThatThrownBy(() -> content.bytes(31)).hasMessage("content must have at most 31 bytes: 32");
    }

    @ParameterizedTest
    @MethodSource("theSameOctets")
    void staysAsItIsWhenSomebodyChangesWhatWasRead(Content content) {
        content.bytes(100)[0] = 'X';

        assertThat(text(content.bytes(100))).isEqualTo(TEXT);
    }

    @Test
    void keepsTheOctetsThatItWasMadeOf() {
        byte[] octets = TEXT.getBytes(StandardCharsets.UTF_8);
        Content content = Content.of(octets);

        octets[0] = 'X';

        assertThat(text(content.bytes(100))).isEqualTo(TEXT);
    }

    @Test
    void handsNothingOverIfItIsEmpty() throws IOException {
        List<Integer> blocks = new ArrayList<>();

        inMemory("").inBlocks(10, (octets, from, to) -> blocks.add(to));
        elsewhere("").inBlocks(10, (octets, from, to) -> blocks.add(to));

        assertThat(blocks).isEmpty();
    }

    @Test
    void doesNotCopyWhatIsLargeWhenItIsPutTogether() {
        Content large = Content.of(new byte[Content.ONE_PIECE_BYTES]);
        Content both = Content.concat(List.of(inMemory(TEXT), large));

        assertThat(both).isNotInstanceOf(Memory.class);
        assertThat(both.bytes(Integer.MAX_VALUE))
                .startsWith(TEXT.getBytes(StandardCharsets.UTF_8))
                .hasSize(32 + 65_536);
    }

    @Test
    void readsAHeaderSectionThatEndsWithItsOctetsInTheMiddleOfOthers() {
        Content content = inMemory("From: a@b\r\nSubject: cut off\r\n").slice(0, 15);

        HeaderSection header = HeaderSection.of(content);

        assertThat(header.fields()).extracting(HeaderField::name).containsExactly("From");
        assertThat(header.lengthBytes()).isEqualTo(11);
    }

    private static Content inMemory(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As from a file. */
    private static Content elsewhere(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return new Content() {
            @Override
            public long sizeBytes() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }
        };
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
