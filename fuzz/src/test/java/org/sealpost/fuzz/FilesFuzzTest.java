package org.sealpost.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.sealpost.testkit.Patience;
import org.sealpost.transport.files.AttachedFiles;
import org.sealpost.transport.files.DocumentReader;

/** Archives, office documents and RTF that are read in the server. As a test it reads what lies in {@code FilesFuzzTestInputs}. */
class FilesFuzzTest {
    private static final int TEXT_LIMIT = 100_000;

    @FuzzTest(maxDuration = "10m")
    void attachedFile(byte[] bytes) throws Exception {
        Patience.expect(IOException.class, () -> {
            try (AttachedFiles files = new AttachedFiles(DocumentReader.NONE)) {
                files.read(new ByteArrayInputStream(bytes), TEXT_LIMIT);
            }
        });
    }
}
