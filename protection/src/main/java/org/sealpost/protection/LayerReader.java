package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncryptionCheck;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MessageLayer;
import org.sealpost.mail.SignatureCheck;

/**
 * Takes a message apart layer by layer, from outside in (RFC 8551 section 3.7, RFC 9787 section 4). Only what stands around
 * the whole body is a layer; what is signed or sealed in a part of the body is told and left alone. For one message.
 */
final class LayerReader {
    /** Far more than any program writes: a triple wrap has three. */
    static final int LAYERS_LIMIT = 16;

    private final Smime smime;
    private final Supplier<List<DecryptionKey>> keys;
    private final boolean opens;
    private final VerifiedFor verifiedFor;
    private final Optional<OpenPgpLayers> openPgp;
    private final List<MessageLayer> layers = new ArrayList<>();
    private final List<Verification> signatures = new ArrayList<>();
    private final List<String> headerNotices = new ArrayList<>();
    private Optional<ProtectedHeader> inside = Optional.empty();
    private Content readable;

    /**
     * @param keys asked for when an encrypted layer is met, and only then; empty if the house must not open
     * @param openPgp empty where layers of OpenPGP are only told
     */
    LayerReader(
            Smime smime,
            Content message,
            Optional<Supplier<List<DecryptionKey>>> keys,
            VerifiedFor verifiedFor,
            Optional<OpenPgpLayers> openPgp) {
        this.openPgp = openPgp;
        this.smime = smime;
        this.keys = keys.orElse(List::of);
        this.opens = keys.isPresent();
        this.verifiedFor = verifiedFor;
        this.readable = message;
    }

    LayeredMessage read() {
        Content at = readable;
        for (Optional<Content> inner = peel(at); inner.isPresent(); inner = peel(at)) {
            at = inner.get();
            if (layers.size() == LAYERS_LIMIT) {
                layers.add(new MessageLayer.Unread("more layers than the house reads: " + LAYERS_LIMIT));
                break;
            }
        }
        if (opens) {
            inside.ifPresent(this::applyHeader);
        }
        ProtectedParts parts = ProtectedParts.of(at, this::verified);
        return new LayeredMessage(readable, layers, signatures, parts.others(), parts.signed(), headerNotices);
    }

    /** Of a part, under the fields that are shown with it. */
    private Optional<Verification> verified(Content part) {
        return smime.signed(OuterEntity.of(part)).map(signed -> signed.verify(verifiedFor, HeaderSection.of(readable)));
    }

    /** Fields inside count if they were encrypted, or if somebody good stands for them. */
    private void applyHeader(ProtectedHeader header) {
        boolean signed = isWellSigned();
        boolean encrypted = layers.stream().anyMatch(LayerReader::isOpened);
        if (signed || encrypted) {
            ProtectedHeader.Applied applied = header.applied(readable, signed);
            boolean open = encrypted && OuterEntity.of(applied.message()).kind() == SmimeKind.NONE;
            readable = open ? HiddenDisplay.of(applied.message()) : applied.message();
            if (!applied.notice().isEmpty()) {
                headerNotices.add(applied.notice());
            }
        }
    }

    private static boolean isOpened(MessageLayer layer) {
        return layer instanceof MessageLayer.Encrypted(EncryptionCheck.Opened opened);
    }

    /** By all signatures inside the last encryption. */
    private boolean isWellSigned() {
        boolean well = false;
        boolean bad = false;
        for (MessageLayer layer : layers) {
            if (layer instanceof MessageLayer.Signed signed) {
                boolean valid = signed.check() instanceof SignatureCheck.Valid;
                well |= valid;
                bad |= !valid;
            } else if (layer instanceof MessageLayer.Encrypted) {
                well = false;
                bad = false;
            }
        }
        return well && !bad;
    }

    /** What lies inside the outermost layer; empty if there is none, or it stays closed. */
    private Optional<Content> peel(Content message) {
        OuterEntity outer = OuterEntity.of(message);
        return switch (outer.kind()) {
            case NONE -> openPgp.flatMap(one -> one.inText(message, this));
            case CLEAR_SIGNED, OPAQUE_SIGNED -> isSecondSignature() ? leave() : signature(outer);
            case ENCRYPTED -> isSecondSignature() ? leave() : encryption(outer);
            case COMPRESSED -> compression(outer);
            case OTHER_SIGNED, OTHER_ENCRYPTED -> {
                if (openPgp.isPresent()) {
                    yield isSecondSignature() ? leave() : openPgp.get().peel(message, outer, this);
                }
                layers.add(new MessageLayer.OpenPgp(outer.kind().protection()));
                yield Optional.empty();
            }
        };
    }

    /**
     * Two signatures around each other are no structure that a program writes for one author. Both are told, and what lies
     * deeper is treated as what it then is: an attachment.
     */
    private boolean isSecondSignature() {
        List<MessageLayer> real = layers.stream()
                .filter(layer -> !(layer instanceof MessageLayer.Compressed))
                .toList();
        return real.size() > 1
                && real.getLast() instanceof MessageLayer.Signed
                && real.get(real.size() - 2) instanceof MessageLayer.Signed;
    }

    private static Optional<Content> leave() {
        return Optional.empty();
    }

    private Optional<Content> signature(OuterEntity outer) {
        SignedMessage signed = smime.signed(outer).orElseThrow();
        inside = signed.entity().flatMap(entity -> ProtectedHeader.of(entity, outer.header()));
        Verification found = signed.verify(verifiedFor, author(outer));
        boolean opaque = outer.kind() == SmimeKind.OPAQUE_SIGNED;
        signatures.add(found);
        layers.add(new MessageLayer.Signed(
                opaque ? MessageLayer.SignedForm.OPAQUE : MessageLayer.SignedForm.CLEAR,
                found.check(),
                found.signer().map(Fingerprint::of).orElse(""),
                found.algorithms(),
                found.notices()));
        Optional<Content> inner = signed.inner();
        if (opaque && inner.isPresent()) {
            readable = inner.get();
        }
        return inner.or(() -> opaque
                ? Optional.empty()
                : Optional.of(
                        Entity.splice(outer.header(), outer.parts().getFirst().in(outer.message()))));
    }

    /** Under whose name the message is shown: that inside, where it replaces the one outside. */
    private HeaderSection author(OuterEntity outer) {
        return inside.filter(header -> opens && header.hasAuthor())
                .map(ProtectedHeader::fields)
                .orElse(outer.header());
    }

    private Optional<Content> encryption(OuterEntity outer) {
        if (!opens) {
            layers.add(new MessageLayer.Encrypted(new EncryptionCheck.LeftClosed()));
            return Optional.empty();
        }
        return switch (smime.open(outer, keys.get())) {
            case Opening.Opened opened -> {
                layers.add(new MessageLayer.Encrypted(
                        new EncryptionCheck.Opened(opened.keyFingerprint(), opened.cipher(), opened.authenticated())));
                readable = opened.content();
                inside = ProtectedHeader.of(opened.entity(), outer.header());
                yield Optional.of(readable);
            }
            case Opening.NoKey() -> closed(new EncryptionCheck.NoKey());
            case Opening.Unreadable(), Opening.NotEncrypted() -> closed(new EncryptionCheck.Unreadable());
        };
    }

    VerifiedFor verifiedFor() {
        return verifiedFor;
    }

    /** A layer that somebody else took off, with the evidence if it was a signature. */
    void add(MessageLayer layer, Optional<Verification> evidence) {
        layers.add(layer);
        evidence.ifPresent(signatures::add);
    }

    /** A form of the message that is easier to read than the one before. */
    Optional<Content> readable(Content message) {
        readable = message;
        return Optional.of(message);
    }

    private Optional<Content> closed(EncryptionCheck why) {
        layers.add(new MessageLayer.Encrypted(why));
        return Optional.empty();
    }

    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes becomes a verdict.
    private Optional<Content> compression(OuterEntity outer) {
        try (InputStream cms = TransferEncoding.decoded(outer.header(), outer.body())) {
            Content inner = CompressedStructure.read(cms, outer.body().sizeBytes(), smime.spool());
            layers.add(new MessageLayer.Compressed());
            readable = Entity.splice(outer.header(), inner);
            inside = ProtectedHeader.of(inner, outer.header());
            return Optional.of(readable);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            String why = e instanceof UnreadableMessage ? String.valueOf(e.getMessage()) : "compressed data is damaged";
            layers.add(new MessageLayer.Unread(why));
            return Optional.empty();
        }
    }
}
