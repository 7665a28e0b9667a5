package org.sealpost.store;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;

/** What a session proved, as two columns; a proof of who it is stands in a second line behind the cipher, in words. */
record Securities(Optional<String> version, Optional<String> cipher) {
    static Securities of(SessionSecurity security) {
        return switch (security) {
            case SessionSecurity.Plain() -> new Securities(Optional.empty(), Optional.empty());
            case SessionSecurity.Tls(String version, String cipher) ->
                new Securities(Optional.of(version), Optional.of(cipher));
            case SessionSecurity.MutualTls(String version, String cipher, PartnerProof peer) ->
                new Securities(Optional.of(version), Optional.of(cipher + "\n" + words(peer)));
        };
    }

    private static String words(PartnerProof peer) {
        return String.join(
                " ",
                peer.partner(),
                peer.domain().name(),
                String.valueOf(peer.author()),
                peer.certificate(),
                peer.anchor());
    }

    SessionSecurity security() {
        return version.map(this::tls).orElseGet(SessionSecurity.Plain::new);
    }

    private SessionSecurity tls(String known) {
        List<String> lines = cipher.orElseThrow().lines().toList();
        if (lines.size() == 1) {
            return new SessionSecurity.Tls(known, lines.getFirst());
        }
        String[] words = lines.getLast().split(" ", -1);
        return new SessionSecurity.MutualTls(
                known,
                lines.getFirst(),
                new PartnerProof(words[0], new Domain(words[1]), Boolean.parseBoolean(words[2]), words[3], words[4]));
    }
}
