package org.sealpost.app.backup;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.protection.VaultFailure;
import org.sealpost.store.copy.RowSink;

/** How a table lies in a bundle: its columns, then each row behind a 1, then a 0. Numbers are big-endian, texts UTF-8. */
final class Rows {
    private static final int COLUMNS_LIMIT = 1_000;
    private static final int VALUE_LIMIT_BYTES = 1024 * 1024 * 1024;
    private static final int ROW = 1;
    private static final int END = 0;
    private static final int NULL = 0;
    private static final int NUMBER = 1;
    private static final int FRACTION = 2;
    private static final int TEXT = 3;
    private static final int OCTETS = 4;

    private Rows() {}

    /** Writes tables; counts the rows of the one at hand. */
    static final class Writer implements RowSink {
        private final DataOutputStream out;
        private long rows;

        Writer(DataOutputStream out) {
            this.out = out;
        }

        long rows() {
            return rows;
        }

        @Override
        public void table(String name, List<String> columns) throws IOException {
            rows = 0;
            out.writeUTF(name);
            out.writeShort(columns.size());
            for (String column : columns) {
                out.writeUTF(column);
            }
        }

        @Override
        public void row(@Nullable Object[] values) throws IOException {
            rows++;
            out.writeByte(ROW);
            for (Object value : values) {
                write(value);
            }
        }

        @Override
        public void end() throws IOException {
            out.writeByte(END);
        }

        private void write(@Nullable Object value) throws IOException {
            switch (value) {
                case null -> out.writeByte(NULL);
                case Long number -> {
                    out.writeByte(NUMBER);
                    out.writeLong(number);
                }
                case Double number -> {
                    out.writeByte(FRACTION);
                    out.writeDouble(number);
                }
                case String text -> octets(TEXT, text.getBytes(StandardCharsets.UTF_8));
                case byte[] octets -> octets(OCTETS, octets);
                default -> throw new IllegalArgumentException("no value of a bundle: " + value.getClass());
            }
        }

        private void octets(int kind, byte[] octets) throws IOException {
            out.writeByte(kind);
            out.writeInt(octets.length);
            out.write(octets);
        }
    }

    /** Reads one table and hands it over; gives its number of rows. */
    static Table read(DataInputStream in, RowSink to) throws IOException {
        String name = in.readUTF();
        int count = in.readUnsignedShort();
        if (count == 0 || count > COLUMNS_LIMIT) {
            throw new VaultFailure("the table " + name + " has no sensible number of columns", null);
        }
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            columns.add(in.readUTF());
        }
        to.table(name, columns);
        long rows = 0;
        while (in.readUnsignedByte() == ROW) {
            @Nullable Object[] values = new @Nullable Object[count];
            for (int i = 0; i < count; i++) {
                values[i] = value(in);
            }
            to.row(values);
            rows++;
        }
        to.end();
        return new Table(name, rows);
    }

    record Table(String name, long rows) {}

    private static @Nullable Object value(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case NULL -> null;
            case NUMBER -> in.readLong();
            case FRACTION -> in.readDouble();
            case TEXT -> new String(octets(in), StandardCharsets.UTF_8);
            case OCTETS -> octets(in);
            default -> throw new VaultFailure("a value of an unknown kind: " + kind, null);
        };
    }

    private static byte[] octets(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > VALUE_LIMIT_BYTES) {
            throw new VaultFailure("a value is too long: " + length, null);
        }
        byte[] octets = new byte[length];
        in.readFully(octets);
        return octets;
    }
}
