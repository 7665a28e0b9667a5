package org.sealpost.protection;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpSigners;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncryptionCheck;
import org.sealpost.mail.MessageLayer;
import org.sealpost.protection.openpgp.Reading.SecretSource;

/**
 * Takes off layers of OpenPGP for one reader, as they lie between and around those of S/MIME.
 *
 * @param keys asked for when an encrypted layer is met, and only then; empty if the house must not open
 * @param signers the keys that the house knows
 */
public record OpenPgpLayers(OpenPgp craft, Optional<Supplier<List<SecretSource>>> keys, OpenPgpSigners signers) {
    /** How an OpenPGP key is named where else a certificate's fingerprint stands. */
    private static final String KEY = "OpenPGP key ";

    /** What lies inside a layer of PGP/MIME. */
    Optional<Content> peel(Content message, OuterEntity outer, LayerReader reader) {
        if (outer.kind() == SmimeKind.OTHER_ENCRYPTED) {
            return opened(message, reader);
        }
        craft.signed(message).ifPresent(signed -> add(signed, reader));
        return Optional.of(
                Entity.splice(outer.header(), outer.parts().getFirst().in(outer.message())));
    }

    /** OpenPGP in the text of a message, if the text is nothing else. */
    Optional<Content> inText(Content message, LayerReader reader) {
        if (craft.isEncrypted(message)) {
            return opened(message, reader);
        }
        craft.signed(message).ifPresent(signed -> add(signed, reader));
        return Optional.empty();
    }

    private Optional<Content> opened(Content message, LayerReader reader) {
        if (keys.isEmpty()) {
            return closed(new EncryptionCheck.LeftClosed(), reader);
        }
        OpenPgp.Read read = craft.open(message, keys.get().get());
        return switch (read.opening()) {
            case Opening.Opened opened -> {
                reader.add(
                        new MessageLayer.Encrypted(new EncryptionCheck.Opened(
                                KEY + opened.keyFingerprint(), opened.cipher(), opened.authenticated())),
                        Optional.empty());
                read.signed().ifPresent(signed -> add(signed, reader));
                yield reader.readable(opened.content());
            }
            case Opening.NoKey() -> closed(new EncryptionCheck.NoKey(), reader);
            case Opening.Unreadable(), Opening.NotEncrypted() -> closed(new EncryptionCheck.Unreadable(), reader);
        };
    }

    private static Optional<Content> closed(EncryptionCheck why, LayerReader reader) {
        reader.add(new MessageLayer.Encrypted(why), Optional.empty());
        return Optional.empty();
    }

    private void add(OpenPgpSigned signed, LayerReader reader) {
        OpenPgpSigned.Verdict verdict =
                signed.verify(signers, reader.verifiedFor().receivedAt());
        reader.add(
                new MessageLayer.Signed(
                        MessageLayer.SignedForm.OPENPGP,
                        verdict.check(),
                        verdict.key().map(OpenPgpKey::toString).orElse(""),
                        verdict.algorithms(),
                        List.of()),
                Optional.of(new Verification(
                        verdict.check(),
                        Optional.empty(),
                        List.of(),
                        verdict.signedAt(),
                        verdict.algorithms(),
                        Optional.empty(),
                        List.of(),
                        Announcement.NOTHING)));
    }
}
