package org.sealpost.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the organisation demands of connections to other servers, for all of them or for a domain. */
public enum TlsFloor {
    /** Encrypted if the other side can. */
    OPPORTUNISTIC,
    /** Never in clear. */
    ENCRYPTED,
    /** Never without TLS 1.3. */
    ENCRYPTED_TLS13,
    /** Only to a server that proves who it is in any way. */
    VERIFIED,
    /** The same, with TLS 1.3. */
    VERIFIED_TLS13;

    HopDemand demand() {
        return switch (this) {
            case OPPORTUNISTIC -> HopDemand.NONE;
            case ENCRYPTED -> HopDemand.encrypted(TlsLevel.TLS_1_2);
            case ENCRYPTED_TLS13 -> HopDemand.encrypted(TlsLevel.TLS_1_3);
            case VERIFIED -> HopDemand.proved(PeerProof.values());
            case VERIFIED_TLS13 -> VERIFIED.demand().and(ENCRYPTED_TLS13.demand());
        };
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
