package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.SharedMailboxes.Member;
import org.sealpost.identity.SharedRight;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;

class SharedMailboxStoreTest {
    private static final MailAddress INFO = MailAddress.parse("Info@example.org");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void membersComeGetOtherRightsAndGo(Engines.Engine engine) {
        try (Database database = engine.open()) {
            SharedMailboxStore shared = new SharedMailboxStore(database);
            shared.making(INFO).makeNow();
            shared.admitting(INFO, new Member(ANN, Set.of(SharedRight.READ))).makeNow();
            shared.admitting(INFO, new Member(ANN, Set.of(SharedRight.WORK, SharedRight.SEND_AS)))
                    .makeNow();

            assertThat(shared.isShared(MailAddress.parse("info@EXAMPLE.org"))).isTrue();
            assertThat(shared.isShared(ANN)).isFalse();
            assertThat(shared.members(INFO))
                    .containsExactly(new Member(ANN, Set.of(SharedRight.WORK, SharedRight.SEND_AS)));

            shared.dismissing(INFO, ANN).makeNow();
            assertThat(shared.members(INFO)).isEmpty();
            shared.ending(INFO).makeNow();
            assertThat(shared.mailboxes()).isEmpty();
        }
    }
}
