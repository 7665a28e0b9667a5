package org.sealpost.app.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Sha256;
import org.sealpost.store.copy.RowSink;

/** Writes files and tables into a bundle, one section after the other, and notes the hash of each for the manifest. */
final class BundleWriter implements RowSink {
    static final int FILE = 1;
    static final int TABLE = 2;
    static final int MANIFEST = 3;

    private final Hashing hashing;
    private final DataOutputStream out;
    private final Rows.Writer rows;
    private final Map<String, Manifest.Section> sections = new TreeMap<>();
    private String current = "";

    BundleWriter(OutputStream bundle) {
        this.hashing = new Hashing(new BufferedOutputStream(bundle, 64 * 1024));
        this.out = new DataOutputStream(hashing);
        this.rows = new Rows.Writer(out);
    }

    Map<String, Manifest.Section> sections() {
        return sections;
    }

    void file(String name, byte[] bytes) throws IOException {
        begin(FILE, name);
        out.writeUTF(name);
        out.writeInt(bytes.length);
        out.write(bytes);
        close(1);
    }

    @Override
    public void table(String name, List<String> columns) throws IOException {
        begin(TABLE, name);
        rows.table(name, columns);
    }

    @Override
    public void row(@Nullable Object[] values) throws IOException {
        rows.row(values);
    }

    @Override
    public void end() throws IOException {
        rows.end();
        close(rows.rows());
    }

    /** The end of the bundle. */
    void finish(Manifest manifest) throws IOException {
        byte[] json = new ObjectMapper().writeValueAsString(manifest).getBytes(StandardCharsets.UTF_8);
        out.writeByte(MANIFEST);
        out.writeInt(json.length);
        out.write(json);
        out.flush();
    }

    private void begin(int kind, String name) throws IOException {
        out.writeByte(kind);
        out.flush();
        hashing.digest.reset();
        current = name;
    }

    private void close(long count) throws IOException {
        out.flush();
        sections.put(current, new Manifest.Section(count, HexFormat.of().formatHex(hashing.digest.digest())));
    }

    private static final class Hashing extends FilterOutputStream {
        private final MessageDigest digest = Sha256.begin();

        Hashing(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            digest.update((byte) octet);
            out.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            digest.update(bytes, offset, length);
            out.write(bytes, offset, length);
        }
    }
}
