package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorPolicyTest {
    @Test
    void aStrangerIsNotBelievedWhateverTheMailSays() {
        assertThat(AuthorPolicy.isBelieved(ClientTrust.stranger(), true, true)).isFalse();
    }

    @Test
    void aServerBehindIsBelievedAboutTheDomainsForWhichItSends() {
        assertThat(AuthorPolicy.isBelieved(ClientTrust.innerHost(), true, true)).isTrue();
        assertThat(AuthorPolicy.isBelieved(ClientTrust.innerHost(), false, true))
                .isFalse();
    }

    @Test
    void aMachineWithTheRightToOwnSendersIsBelievedAboutDomainsOfOurs() {
        assertThat(AuthorPolicy.isBelieved(machine(true), false, true)).isTrue();
        assertThat(AuthorPolicy.isBelieved(machine(true), false, false)).isFalse();
        assertThat(AuthorPolicy.isBelieved(machine(false), true, true)).isFalse();
    }

    private static ClientTrust machine(boolean ownSenders) {
        return new ClientTrust.Machine("printers", new MachineRights(true, ownSenders, false), Optional.empty());
    }
}
