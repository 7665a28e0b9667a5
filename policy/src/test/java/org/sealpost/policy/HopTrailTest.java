package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.ReceivedHop;
import org.sealpost.mail.ReceivedHop.Evidence;
import org.sealpost.policy.HopTrail.Hop;

class HopTrailTest {
    private static final Finding ENCRYPTED =
            Finding.of(ConnectionRule.CAME_ENCRYPTED, "TLSv1.3 TLS_AES_256_GCM_SHA384");
    private static final Finding PARTNER =
            Finding.of(ConnectionRule.CAME_FROM_PARTNER, "TLSv1.2 ECDHE", "partner.example");
    private static final Finding CLEAR = Finding.of(ConnectionRule.CAME_IN_CLEAR);
    private static final Finding TUNNEL = Finding.of(ConnectorRule.CAME_THROUGH_TUNNEL, "a", "b", "c");
    private static final Finding OTHER = Finding.of(ConnectionRule.ROOM_FOR_MESSAGE);

    @Test
    void whatServersClaimComesBeforeWhatWasMeasured() {
        HopTrail trail = trail(
                List.of(
                        new ReceivedHop("a.example", Evidence.UNKNOWN, ""),
                        new ReceivedHop("b.example", Evidence.TLS, "TLSv1.3")),
                OTHER,
                ENCRYPTED);

        assertThat(trail.summary()).isEqualTo("3 hops: unknown, TLS, TLS");
        assertThat(trail.hops())
                .containsExactly(
                        new Hop("a.example", Evidence.UNKNOWN, "", false),
                        new Hop("b.example", Evidence.TLS, "TLSv1.3", false),
                        new Hop("here", Evidence.TLS, "TLSv1.3", true));
        assertThat(trail.needsMessageEncryption()).isTrue();
    }

    @Test
    void everyClaimIsReadAsItWasWritten() {
        List<ReceivedHop> hops = new ArrayList<>(Arrays.stream(Evidence.values())
                .map(evidence -> new ReceivedHop("?", evidence, ""))
                .toList());
        hops.add(new ReceivedHop("[IPv6:::1]", Evidence.OLD_TLS, "TLSv1.1"));

        assertThat(trail(hops).hops())
                .extracting(hop -> new ReceivedHop(hop.by(), hop.evidence(), hop.version()))
                .isEqualTo(hops);
    }

    @Test
    void aProtectedWayNeedsNoMore() {
        HopTrail trail = trail(List.of(new ReceivedHop("a.example", Evidence.SAME_MACHINE, "")), PARTNER);

        assertThat(trail.needsMessageEncryption()).isFalse();
        assertThat(trail.hops().getLast()).isEqualTo(new Hop("here", Evidence.TLS, "TLSv1.2", true));
    }

    @Test
    void whoBroughtItMayBeTheFirst() {
        assertThat(trail(List.of(), CLEAR).summary()).isEqualTo("1 hop: clear");
        assertThat(trail(List.of(), TUNNEL).summary()).isEqualTo("1 hop: tunnel");
        assertThat(trail(List.of(), TUNNEL, ENCRYPTED).summary()).isEqualTo("1 hop: TLS");
        assertThat(trail(List.of(), OTHER).summary()).isEqualTo("0 hops: ");
    }

    @Test
    void nothingIsToldWhereNobodyWroteDownWhatWasBefore() {
        assertThat(HopTrail.of(List.of(ENCRYPTED, OTHER), "here")).isEmpty();
    }

    @Test
    void theRecordSaysWhoClaimsIt() {
        Finding finding = HopTrail.finding(List.of(
                new ReceivedHop("a.example", Evidence.TLS, "TLSv1.3"),
                new ReceivedHop("b.example", Evidence.OLD_TLS, "")));

        assertThat(Explanation.sentence(finding, Locale.ENGLISH))
                .isEqualTo("Hops that the message took before it came here: 2 (TLS, old TLS). The servers on the way"
                        + " wrote that themselves, nobody proves it (a.example TLS TLSv1.3; b.example old TLS).");
    }

    private static HopTrail trail(List<ReceivedHop> before, Finding... others) {
        List<Finding> findings = new ArrayList<>(List.of(others));
        findings.add(HopTrail.finding(before));
        return HopTrail.of(findings, "here").orElseThrow();
    }
}
