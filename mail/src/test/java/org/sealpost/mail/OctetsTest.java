package org.sealpost.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OctetsTest {
    private static final byte[] LONG = "abcdefgh ijklmnopqrstuvwxyz~0123456789!".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 10, 13, 31, 127, 128, 160, 255})
    void findsTheFirstOctetThatIsNotPrintable(int octet) {
        for (int place = 0; place < LONG.length; place++) {
            byte[] octets = LONG.clone();
            octets[place] = (byte) octet;
            octets[octets.length - 1] = (byte) octet;

            int until = Octets.printableUntil(octets, 0, octets.length);

            assertThat(until).isEqualTo(place);
        }
    }

    @Test
    void passesOverPrintableOctetsToTheEnd() {
        assertThat(Octets.printableUntil(LONG, 0, LONG.length)).isEqualTo(LONG.length);
    }

    @Test
    void staysWithinItsBounds() {
        assertThat(Octets.printableUntil(LONG, 3, 11)).isEqualTo(11);
        assertThat(Octets.printableUntil(LONG, 3, 10)).isEqualTo(10);
        assertThat(Octets.printableUntil(LONG, 5, 5)).isEqualTo(5);
    }
}
