package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;

class RelayDomainStoreTest {
    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void keepsServersBehindUntilTheyAreTakenAway(Engines.Engine engine) {
        RelayDomain first = domain("inner.example", true, List.of("10.0.0.5", "0:0:0:0:0:0:0:1"));
        RelayDomain changed = domain("inner.example", false, List.of());
        RelayDomain other = domain("other.example", true, List.of());
        try (Database database = engine.open()) {
            RelayDomainStore store = new RelayDomainStore(database);

            store.putting(other).makeNow();
            store.putting(first).makeNow();

            assertThat(new RelayDomainStore(database).all()).containsExactly(first, other);
            store.putting(changed).makeNow();
            assertThat(store.of(changed.domain())).contains(changed);
            store.removing(changed.domain()).makeNow();
            assertThat(store.all()).containsExactly(other);
        }
    }

    private static RelayDomain domain(String name, boolean verified, List<String> senders) {
        return new RelayDomain(
                new Domain(name),
                List.of(RelayDomain.Host.parse("mail." + name), RelayDomain.Host.parse("127.0.0.1:2525")),
                verified,
                senders);
    }
}
