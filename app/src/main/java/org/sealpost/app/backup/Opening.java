package org.sealpost.app.backup;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sealpost.protection.ThresholdSecret;
import org.sealpost.protection.bundle.BundleHeader;
import org.sealpost.protection.bundle.PassphraseLock;

/** With what a bundle and the journals beside it are opened; the dear work on a passphrase is done once for each lock. */
public final class Opening implements Function<BundleHeader, BundleHeader.Keyed> {
    private final Function<BundleHeader, BundleHeader.Keyed> way;

    private Opening(Function<BundleHeader, BundleHeader.Keyed> way) {
        this.way = way;
    }

    /** By passphrase. */
    public static Opening by(char[] passphrase) {
        char[] words = passphrase.clone();
        Map<ByteBuffer, PassphraseLock.Opener> openers = new HashMap<>();
        return new Opening(header -> header.lock()
                .map(lock -> header.open(
                        openers.computeIfAbsent(ByteBuffer.wrap(lock.closedPrivate()), same -> lock.opener(words))))
                .orElseGet(() -> header.open(words)));
    }

    /** By the shares that enough agents opened: those of the bundle and, if there is one, those of each journal file. */
    public static Opening by(List<byte[]> shares) {
        List<byte[]> kept = List.copyOf(shares);
        return new Opening(header -> header.open(fitting(header, kept)));
    }

    private static List<byte[]> fitting(BundleHeader header, List<byte[]> shares) {
        return header.agents()
                .map(lock -> shares.stream()
                        .filter(share ->
                                lock.shares().stream().anyMatch(one -> ThresholdSecret.fits(share, one.commitment())))
                        .toList())
                .orElse(shares);
    }

    /** By a key that is at hand, for the drill that made the bundle itself. */
    static Opening by(BundleHeader.Keyed keyed) {
        return new Opening(header -> new BundleHeader.Keyed(header, keyed.key()));
    }

    @Override
    public BundleHeader.Keyed apply(BundleHeader header) {
        return way.apply(header);
    }
}
