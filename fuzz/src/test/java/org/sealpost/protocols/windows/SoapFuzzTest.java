package org.sealpost.protocols.windows;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Clock;
import org.sealpost.testkit.Patience;

/** SOAP requests and the signatures in them. */
class SoapFuzzTest {
    private final MessageSignature signature = new MessageSignature(Clock.systemUTC());

    @FuzzTest(maxDuration = "10m")
    void request(byte[] bytes) throws Exception {
        Patience.expect(SoapFailure.class, () -> signature.signer(SoapRequest.read(bytes), certificate -> true));
    }
}
