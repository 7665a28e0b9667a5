package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.MessageSecurity.Secrecy;

class TnefPolicyTest {
    @Test
    void onlyWhatIsReadableAndUnsignedIsUnpacked() {
        var good = new Authorship.Good(MailAddress.parse("ann@example.org"), Instant.EPOCH);

        assertThat(rule(Secrecy.CLEAR, new Authorship.Unsigned())).isEqualTo(TnefRule.TNEF_IS_UNPACKED);
        assertThat(rule(Secrecy.ENCRYPTED, new Authorship.Unsigned())).isEqualTo(TnefRule.TNEF_IS_UNPACKED);
        assertThat(rule(Secrecy.CLEAR, good)).isEqualTo(TnefRule.TNEF_OF_SIGNED_MAIL_STAYS);
        assertThat(rule(Secrecy.CLEAR, new Authorship.NotJudged())).isEqualTo(TnefRule.TNEF_OF_SIGNED_MAIL_STAYS);
        assertThat(rule(Secrecy.ENCRYPTED_UNOPENED, new Authorship.Unsigned()))
                .isEqualTo(TnefRule.TNEF_OF_CLOSED_MAIL_STAYS);
    }

    private static Rule rule(Secrecy secrecy, Authorship authorship) {
        return TnefPolicy.decide(new MessageSecurity(secrecy, authorship))
                .because()
                .getFirst()
                .rule();
    }
}
