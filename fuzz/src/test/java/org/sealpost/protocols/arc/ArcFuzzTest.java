package org.sealpost.protocols.arc;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.testkit.Patience;

/** Seals on mail of strangers, before anybody knows whose they are. */
class ArcFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void seals(byte[] bytes) throws Exception {
        Content content = Content.of(bytes);
        HeaderSection header = HeaderSection.of(content);
        Patience.expect(BrokenChain.class, () -> {
            for (ArcSet set : ArcSet.of(header)) {
                set.author();
                set.sealer();
                CanonicalFields.relaxed(CanonicalFields.withoutSignature(CanonicalFields.text(set.seal())));
            }
        });
        List<String> names = header.fields().stream().map(HeaderField::name).toList();
        Patience.expect(BrokenChain.class, () -> {
            CanonicalFields.covered(header, names, true);
            CanonicalFields.covered(header, names, false);
            BodyHash.of(content.from(header.lengthBytes()), true);
            BodyHash.of(content.from(header.lengthBytes()), false);
        });
    }
}
