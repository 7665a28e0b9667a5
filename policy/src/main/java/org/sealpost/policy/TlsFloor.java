package org.sealpost.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the organisation demands of connections to other servers, for all of them or for a domain. */
public enum TlsFloor {
    /** Encrypted if the other side can. */
    OPPORTUNISTIC(HopDemand.NONE),
    /** Never in clear. */
    ENCRYPTED(HopDemand.encrypted(TlsLevel.TLS_1_2)),
    /** Never without TLS 1.3. */
    ENCRYPTED_TLS13(HopDemand.encrypted(TlsLevel.TLS_1_3)),
    /** Only to a server that proves its name in any way. */
    VERIFIED(HopDemand.proved(PeerProof.values())),
    /** The same, with TLS 1.3. */
    VERIFIED_TLS13(HopDemand.proved(PeerProof.values()).and(HopDemand.encrypted(TlsLevel.TLS_1_3)));

    private final HopDemand demand;

    TlsFloor(HopDemand demand) {
        this.demand = demand;
    }

    HopDemand demand() {
        return demand;
    }

    /** As it is written in commands and settings: {@code encrypted-tls13}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<TlsFloor> named(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** All words, for people. */
    public static String words() {
        return Arrays.stream(values()).map(TlsFloor::word).collect(Collectors.joining(", "));
    }
}
