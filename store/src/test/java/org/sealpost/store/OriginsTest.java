package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SpamScore;

class OriginsTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    private static Stream<Origin> origins() {
        AuthenticationResults found = new AuthenticationResults(
                List.of("spf=pass smtp.mailfrom=partner.example", "arc=fail"),
                true,
                Optional.of(new SpamScore("rspamd", "6.0 of 5.0", false)));
        return Stream.of(
                new Origin.Submitted(ANN),
                new Origin.Received("192.0.2.1"),
                new Origin.Received("192.0.2.1", found),
                new Origin.Received("192.0.2.1", found, Optional.of(ANN)),
                new Origin.Received("192.0.2.1", AuthenticationResults.NONE, Optional.of(ANN)),
                new Origin.Forwarded(ANN),
                new Origin.Forwarded(ANN, AuthenticationResults.LOGGED_IN),
                new Origin.Forwarded(ANN, found),
                new Origin.Internal());
    }

    @ParameterizedTest
    @MethodSource("origins")
    void whatIsWrittenDownIsReadAsItWas(Origin origin) {
        assertThat(Origins.of(origin).origin()).isEqualTo(origin);
    }
}
