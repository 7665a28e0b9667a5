package org.sealpost.identity;

import java.util.Arrays;
import java.util.List;

/**
 * A public OpenPGP key that the house knows: its facts, and its bytes for those who need them.
 *
 * @param bytes the transferable public key, not armoured (RFC 9580 section 10.1)
 * @param keyIds of the primary key and all subkeys, 16 lower-case hex digits each: how signatures name them
 * @param source how it came here, for people: {@code made here}, {@code imported by anna}, {@code came with a mail}
 */
public record OpenPgpKey(OpenPgpFacts facts, byte[] bytes, List<String> keyIds, Vouching vouching, String source) {
    public OpenPgpKey {
        keyIds = List.copyOf(keyIds);
    }

    public OpenPgpKey vouchedBy(Vouching other, String from) {
        return new OpenPgpKey(facts, bytes, keyIds, other, from);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OpenPgpKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return facts.fingerprint();
    }
}
