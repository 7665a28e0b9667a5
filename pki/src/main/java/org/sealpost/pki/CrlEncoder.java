package org.sealpost.pki;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.Extensions;
import org.sealpost.pki.IssuedCertificates.Released;
import org.sealpost.pki.IssuedCertificates.Revocation;

/**
 * Writes a CRL (RFC 5280 section 5.1) byte by byte: with a million entries a library that builds an object for each part takes
 * seconds and half a gigabyte, and an administrator who revokes a certificate should not wait for it. The entries are read
 * twice, once to measure and once to write, so that only the list itself is in memory.
 */
final class CrlEncoder {
    private static final int EXTENSIONS = 0xa0;
    private static final int UTC_TIME_BYTES = 15;
    private static final int GENERALIZED_TIME_BYTES = 17;
    private static final int UTC_TIME_ENDS = 2050;
    private static final int UNSPECIFIED = 0;
    private static final int REMOVE_FROM_CRL = 8;

    /** The extension reasonCode (2.5.29.21) with an ENUMERATED; its last octet is the code. */
    private static final byte[] REASON = {
        0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01, 0x00
    };

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GENERALIZED =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Gives all entries to a consumer, each time the same ones in the same order. */
    interface Entries {
        void visit(Consumer<Revocation> consumer);
    }

    private byte[] bytes = new byte[0];
    private int position;
    private long lastSecond = Long.MIN_VALUE;
    private byte[] lastTime = new byte[0];

    private final Entries entries;
    private final List<Released> released;

    private CrlEncoder(Entries entries, List<Released> released) {
        this.entries = entries;
        this.released = released;
    }

    /** The signed list, DER. */
    static byte[] encode(
            Authority signer, Instant thisUpdate, Instant nextUpdate, Entries entries, Extensions extensions) {
        return encode(signer, thisUpdate, nextUpdate, entries, List.of(), extensions);
    }

    /** As above; {@code released} are told to be no longer on hold, which only a list of changes may do. */
    static byte[] encode(
            Authority signer,
            Instant thisUpdate,
            Instant nextUpdate,
            Entries entries,
            List<Released> released,
            Extensions extensions) {
        return new CrlEncoder(entries, released).write(signer, thisUpdate, nextUpdate, extensions);
    }

    private void visit(EntryVisitor visitor) {
        entries.visit(entry ->
                visitor.visit(entry.serial(), entry.at(), entry.reason().code()));
        released.forEach(entry -> visitor.visit(entry.serial(), entry.at(), REMOVE_FROM_CRL));
    }

    private interface EntryVisitor {
        void visit(BigInteger serial, Instant at, int code);
    }

    private byte[] write(Authority signer, Instant thisUpdate, Instant nextUpdate, Extensions extensions) {
        byte[] version = {DerWriter.INTEGER, 1, 1};
        byte[] algorithm = DerWriter.of(signer.algorithm());
        byte[] issuer = DerWriter.of(signer.subject());
        byte[] last = DerWriter.of(extensions);
        long[] size = new long[1];
        visit((serial, at, code) -> size[0] += DerWriter.wrapped(entryBytes(serial, at, code)));
        long list = size[0] == 0 ? 0 : DerWriter.wrapped(size[0]);
        long content = version.length
                + algorithm.length
                + issuer.length
                + timeBytes(thisUpdate)
                + timeBytes(nextUpdate)
                + list
                + DerWriter.wrapped(last.length);
        bytes = new byte[Math.toIntExact(DerWriter.wrapped(content))];
        header(DerWriter.SEQUENCE, content);
        copy(version);
        copy(algorithm);
        copy(issuer);
        copy(time(thisUpdate));
        copy(time(nextUpdate));
        if (list > 0) {
            header(DerWriter.SEQUENCE, size[0]);
            visit(this::entry);
        }
        header(EXTENSIONS, last.length);
        copy(last);
        if (position != bytes.length) {
            throw new AuthorityFailure("revocations changed while the list was written");
        }
        return signed(signer, algorithm);
    }

    private byte[] signed(Authority signer, byte[] algorithm) {
        byte[] content = bytes;
        byte[] signature = signer.sign(content);
        long size = content.length + algorithm.length + DerWriter.wrapped(signature.length + 1L);
        bytes = new byte[Math.toIntExact(DerWriter.wrapped(size))];
        position = 0;
        header(DerWriter.SEQUENCE, size);
        copy(content);
        copy(algorithm);
        header(DerWriter.BIT_STRING, signature.length + 1L);
        bytes[position++] = 0;
        copy(signature);
        return bytes;
    }

    private void entry(BigInteger number, Instant at, int code) {
        header(DerWriter.SEQUENCE, entryBytes(number, at, code));
        byte[] serial = number.toByteArray();
        header(DerWriter.INTEGER, serial.length);
        copy(serial);
        copy(time(at));
        // RFC 5280 section 5.3.1: unspecified is said by saying nothing.
        if (code != UNSPECIFIED) {
            copy(REASON);
            bytes[position - 1] = (byte) code;
        }
    }

    private static long entryBytes(BigInteger serial, Instant at, int code) {
        return DerWriter.wrapped(serialBytes(serial)) + timeBytes(at) + (code == UNSPECIFIED ? 0 : REASON.length);
    }

    private static long serialBytes(BigInteger serial) {
        return serial.bitLength() / Byte.SIZE + 1L;
    }

    private static int timeBytes(Instant time) {
        return isUtcTime(time) ? UTC_TIME_BYTES : GENERALIZED_TIME_BYTES;
    }

    /** RFC 5280 section 5.1.2.4: UTCTime through 2049, GeneralizedTime from 2050. */
    private static boolean isUtcTime(Instant time) {
        return time.atOffset(ZoneOffset.UTC).getYear() < UTC_TIME_ENDS;
    }

    /** Many are revoked in the same second. */
    private byte[] time(Instant time) {
        if (time.getEpochSecond() != lastSecond) {
            lastSecond = time.getEpochSecond();
            boolean utc = isUtcTime(time);
            byte[] text = (utc ? UTC : GENERALIZED).format(time).getBytes(StandardCharsets.US_ASCII);
            lastTime = new byte[text.length + 2];
            lastTime[0] = (byte) (utc ? DerWriter.UTC_TIME : DerWriter.GENERALIZED_TIME);
            lastTime[1] = (byte) text.length;
            System.arraycopy(text, 0, lastTime, 2, text.length);
        }
        return lastTime;
    }

    private void header(int tag, long content) {
        position = DerWriter.header(bytes, position, tag, content);
    }

    private void copy(byte[] part) {
        System.arraycopy(part, 0, bytes, position, part.length);
        position += part.length;
    }
}
