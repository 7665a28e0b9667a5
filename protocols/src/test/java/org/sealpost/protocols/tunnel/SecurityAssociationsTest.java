package org.sealpost.protocols.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms in which strongSwan tells of its associations. The real one is in the end-to-end tests. */
class SecurityAssociationsTest {
    private static final String UP = """
            list-sa event {alpha {uniqueid=1 version=2 state=ESTABLISHED local-host=192.0.2.1 remote-host=192.0.2.2 \
            tasks-passive=[IKE_REKEY OTHER] child-sas {net-1 {name=net uniqueid=1 state=INSTALLED mode=TUNNEL \
            protocol=ESP local-ts=[10.98.0.1/32 10.97.0.0/24] remote-ts=[10.98.0.2/32]}}}}
            list-sas reply {}
            """;

    @ParameterizedTest
    @CsvSource({
        "net, 10.98.0.2, 10.98.0.1, true",
        "net, 10.98.0.2, 10.97.0.9, true",
        "net, 10.98.0.3, 10.98.0.1, false",
        "net, 10.98.0.2, 192.0.2.1, false",
        "other, 10.98.0.2, 10.98.0.1, false"
    })
    void anAssociationCoversItsAddresses(String child, String client, String local, boolean covered)
            throws IOException {
        assertThat(SecurityAssociations.parse(UP)
                        .covers(child, InetAddress.getByName(client), InetAddress.getByName(local)))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "ESTABLISHED, CONNECTING",
        "ESTABLISHED, DELETING",
        "INSTALLED, REKEYED",
        "10.98.0.2/32, 10.98.0.2/32[tcp/25]"
    })
    void whatIsNotUpOrCoversSomePortsOnlyCoversNothing(String word, String other) throws IOException {
        SecurityAssociations known = SecurityAssociations.parse(UP.replace(word, other));

        assertThat(known.covers("net", InetAddress.getByName("10.98.0.2"), InetAddress.getByName("10.98.0.1")))
                .isFalse();
    }

    @Test
    void nothingIsUpWhereNothingIsListed() {
        assertThat(SecurityAssociations.parse("list-sas reply {}\n").has("net")).isFalse();
        assertThat(SecurityAssociations.parse("").has("net")).isFalse();
        assertThat(SecurityAssociations.parse(UP).has("net")).isTrue();
    }

    @Test
    void whatIsNotUnderstoodIsAnError() {
        assertThatThrownBy(() -> SecurityAssociations.parse("}}} }"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not understood");
    }
}
