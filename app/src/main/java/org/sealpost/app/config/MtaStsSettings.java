package org.sealpost.app.config;

import java.util.Arrays;
import java.util.List;
import org.sealpost.app.config.Configuration.MtaSts;
import org.sealpost.identity.StsTerms;

/** Reads what the configuration says of the policy of our domains (RFC 8461). */
final class MtaStsSettings {
    private MtaStsSettings() {}

    static MtaSts read(TomlReader reader, String host) {
        return new MtaSts(
                reader.read("mta_sts.mode", MtaStsSettings::mode).orElse(StsTerms.Mode.NONE),
                reader.read("mta_sts.hosts", MtaStsSettings::hosts).orElse(List.of(host)));
    }

    private static StsTerms.Mode mode(String word) {
        return Arrays.stream(StsTerms.Mode.values())
                .filter(mode -> mode.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected none, testing or enforce: " + word));
    }

    /** {@code *.} stands for one label in front (RFC 8461 section 4.1). */
    private static List<String> hosts(String text) {
        List<String> hosts =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        for (String host : hosts) {
            if (!host.matches("(\\*\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+")) {
                throw new IllegalArgumentException(
                        "expected host names such as mx.example.org, *.example.org: " + host);
            }
        }
        return hosts;
    }
}
