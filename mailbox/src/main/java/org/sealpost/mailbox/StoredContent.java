package org.sealpost.mailbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.james.mailbox.model.Content;
import org.sealpost.store.ContentStore;

/**
 * The bytes of a message, read from the content store when somebody reads them and not before: a list of a thousand messages
 * touches none.
 */
record StoredContent(ContentStore contents, long id, long sizeBytes) implements Content {
    @Override
    public InputStream getInputStream() throws IOException {
        return new FullySkipping(contents.get(id).open());
    }

    @Override
    public long size() {
        return sizeBytes;
    }

    /** James skips to the body with one call and trusts that it skips all. */
    private static final class FullySkipping extends FilterInputStream {
        FullySkipping(InputStream in) {
            super(in);
        }

        @Override
        public long skip(long count) throws IOException {
            in.skipNBytes(count);
            return count;
        }
    }
}
