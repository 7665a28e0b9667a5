package org.sealpost.store.copy;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes tables, one after the other, each as its columns and then its rows. */
public interface RowSink {
    void table(String name, List<String> columns) throws IOException;

    /** Values are {@code Long}, {@code Double}, {@code String}, {@code byte[]} or null, in the order of the columns. */
    void row(@Nullable Object[] values) throws IOException;

    /** Ends the table. */
    void end() throws IOException;
}
