package org.sealpost.protocols.scan;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.sealpost.testkit.Patience;
import org.sealpost.transport.SpamFilter.SilentFilter;

/** What scanners and filters answer: they read what strangers write, and may repeat it. */
class AnswersFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void answers(byte[] bytes) throws Exception {
        String reply = new String(bytes, StandardCharsets.UTF_8);
        Patience.expect(SilentFilter.class, () -> ClamdScanner.verdict(reply));
        Patience.expect(SilentFilter.class, () -> SpamdFilter.answer(reply).words());
        Patience.expect(SilentFilter.class, () -> RspamdFilter.answer(reply).words());
        Patience.expect(
                IOException.class,
                () -> IcapReply.read(new ByteArrayInputStream(bytes)).returned(5));
    }
}
