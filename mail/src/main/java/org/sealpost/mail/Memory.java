package org.sealpost.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Content that lies in memory in one piece. Nobody changes the octets, and what reads them here copies none. */
final class Memory implements Content {
    private final byte[] octets;
    private final int start;
    private final int end;
    private volatile @Nullable HeaderSection header;

    Memory(byte[] octets, int start, int end) {
        this.octets = octets;
        this.start = start;
        this.end = end;
    }

    @Override
    public long sizeBytes() {
        return (long) end - start;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets, start, end - start);
    }

    @Override
    public byte[] bytes(int limitBytes) {
        Bounds.refuseLarge(sizeBytes(), limitBytes);
        return Arrays.copyOfRange(octets, start, end);
    }

    @Override
    public void inBlocks(int blockBytes, Block reader) throws IOException {
        for (int at = start; at < end; at += Math.min(blockBytes, end - at)) {
            reader.read(octets, at, at + Math.min(blockBytes, end - at));
        }
    }

    @Override
    public boolean isInOnePiece() {
        return true;
    }

    @Override
    public Content inMemory() {
        return this;
    }

    @Override
    public Content from(long offset) {
        Bounds.refuseOutside("offset", offset, sizeBytes());
        return new Memory(octets, start + (int) offset, end);
    }

    @Override
    public Content slice(long offset, long length) {
        Bounds.refuseOutside("offset", offset, sizeBytes());
        Bounds.refuseOutside("length", length, sizeBytes() - offset);
        return new Memory(octets, start + (int) offset, start + (int) (offset + length));
    }

    /** Is read once, however many ask for it. */
    HeaderSection header() {
        HeaderSection known = header;
        if (known == null) {
            known = HeaderSection.read(octets, start, end);
            header = known;
        }
        return known;
    }

    /** Puts all octets into an array. */
    void copyInto(byte[] into, int at) {
        Objects.checkFromIndexSize(at, end - start, into.length);
        System.arraycopy(octets, start, into, at, end - start);
    }
}
