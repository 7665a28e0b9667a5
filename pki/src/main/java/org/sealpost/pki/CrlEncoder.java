package org.sealpost.pki;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.Extensions;
import org.sealpost.pki.IssuedCertificates.Released;
import org.sealpost.pki.IssuedCertificates.Revocation;

/**
 * Writes a CRL (RFC 5280 section 5.1) byte by byte: with a million entries a library that builds an object for each part takes
 * seconds and half a gigabyte, and an administrator who revokes a certificate should not wait for it.
 */
final class CrlEncoder {
    private static final byte[] VERSION_2 = {DerWriter.INTEGER, 1, 1};
    private static final int EXTENSIONS = DerWriter.explicit(0);
    private static final int UNSPECIFIED = 0;
    private static final int REMOVE_FROM_CRL = 8;

    /** The extension reasonCode (2.5.29.21) with an ENUMERATED; its last octet is the code. */
    private static final byte[] REASON = {
        0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01, 0x00
    };

    /** A serial number of 20 octets, the longest that RFC 5280 section 4.1.2.2 knows, with time and reason. */
    private static final int USUAL_ENTRY_BYTES = 53;

    private final DerTimes times = new DerTimes();
    private byte[] bytes;
    private int position;

    private CrlEncoder(int entries) {
        this.bytes = new byte[Math.multiplyExact(entries, USUAL_ENTRY_BYTES)];
    }

    /** The signed list, DER. */
    static byte[] encode(
            Authority signer, Instant thisUpdate, Instant nextUpdate, List<Revocation> revoked, Extensions extensions) {
        return encode(signer, thisUpdate, nextUpdate, revoked, List.of(), extensions);
    }

    /** As above; {@code released} are told to be no longer on hold, which only a list of changes may do. */
    static byte[] encode(
            Authority signer,
            Instant thisUpdate,
            Instant nextUpdate,
            List<Revocation> revoked,
            List<Released> released,
            Extensions extensions) {
        byte[] entries = new CrlEncoder(revoked.size() + released.size()).entries(revoked, released);
        byte[] algorithm = DerWriter.of(signer.algorithm());
        DerTimes times = new DerTimes();
        byte[] content = DerWriter.wrap(
                DerWriter.SEQUENCE,
                VERSION_2,
                algorithm,
                DerWriter.of(signer.subject()),
                times.der(thisUpdate),
                times.der(nextUpdate),
                // RFC 5280 section 5.1.2.6: a list of nobody is absent.
                entries.length == 0 ? entries : DerWriter.head(DerWriter.SEQUENCE, entries.length),
                entries,
                DerWriter.wrap(EXTENSIONS, DerWriter.of(extensions)));
        return DerWriter.wrap(DerWriter.SEQUENCE, content, algorithm, DerWriter.bitString(signer.sign(content)));
    }

    private byte[] entries(List<Revocation> revoked, List<Released> released) {
        revoked.forEach(
                entry -> entry(entry.serial(), entry.at(), entry.reason().code()));
        released.forEach(entry -> entry(entry.serial(), entry.at(), REMOVE_FROM_CRL));
        return Arrays.copyOf(bytes, position);
    }

    private void entry(BigInteger number, Instant at, int code) {
        byte[] serial = number.toByteArray();
        byte[] time = times.der(at);
        // RFC 5280 section 5.3.1: unspecified is said by saying nothing.
        int reason = code == UNSPECIFIED ? 0 : REASON.length;
        long content = DerWriter.wrapped(serial.length) + time.length + reason;
        makeRoom(DerWriter.wrapped(content));
        header(DerWriter.SEQUENCE, content);
        header(DerWriter.INTEGER, serial.length);
        copy(serial, serial.length);
        copy(time, time.length);
        copy(REASON, reason);
        if (reason > 0) {
            bytes[position - 1] = (byte) code;
        }
    }

    private void makeRoom(long entry) {
        if (bytes.length - position < entry) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(position + position / 2 + entry));
        }
    }

    private void header(int tag, long content) {
        position = DerWriter.header(bytes, position, tag, content);
    }

    private void copy(byte[] part, int length) {
        System.arraycopy(part, 0, bytes, position, length);
        position += length;
    }
}
