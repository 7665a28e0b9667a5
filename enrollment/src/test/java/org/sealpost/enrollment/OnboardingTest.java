package org.sealpost.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Passwords;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Mailboxes;

/** Who gets an address after somebody else must not get the mail with it. */
class OnboardingTest {
    private static final MailAddress ANNA = MailAddress.parse("anna@example.org");
    private static final Account ACCOUNT = new Account(ANNA, "Anna", "", List.of(), Custody.ORGANISATION, 0, true);

    private final Office office = new Office();
    private final Changes changes = new Changes();
    private final List<Group> groups = new ArrayList<>();
    private long mailBytes;
    private final Onboarding onboarding =
            new Onboarding(office, new NoPasswords(), new Folders(), office.book, office.loop()::run);

    @Test
    void somebodyNewGetsAnAccount() {
        assertThat(onboarding.join(changes, ACCOUNT, Optional.empty())).isNotEmpty();

        assertThat(office.book.published(ANNA, office.now)).hasSize(1);
    }

    @Test
    void anAddressThatHadKeysIsNotGivenToAnotherPerson() {
        onboarding.join(changes, ACCOUNT, Optional.empty());
        onboarding.leave(changes, ANNA, true);

        assertThatThrownBy(() -> onboarding.join(changes, ACCOUNT, Optional.empty()))
                .isInstanceOf(DirectoryConflict.class)
                .hasMessageContaining("--again");
        assertThat(office.accounts).isEmpty();
    }

    @Test
    void anAddressThatHasMailIsNotGivenToAnotherPerson() {
        mailBytes = 1;

        assertThatThrownBy(() -> onboarding.join(changes, ACCOUNT, Optional.empty()))
                .isInstanceOf(DirectoryConflict.class);
    }

    @Test
    void thePersonWhoLeftMayComeBack() {
        onboarding.join(changes, ACCOUNT, Optional.empty());
        onboarding.leave(changes, ANNA, false);

        onboarding.comeBack(changes, ACCOUNT, Optional.of("a long password"));

        assertThat(office.book.published(ANNA, office.now)).hasSize(1);
    }

    @Test
    void theFirstPersonReadsWhatIsWrittenToPostmaster() {
        onboarding.join(changes, ACCOUNT, Optional.empty());

        assertThat(groups)
                .containsExactly(new Group(MailAddress.parse("postmaster@example.org"), "Postmaster", List.of(ANNA)));
    }

    @Test
    void whoeverReadsItAlreadyGoesOnReadingIt() {
        office.set("berta", true, "postmaster");

        onboarding.join(changes, ACCOUNT, Optional.empty());

        assertThat(groups).isEmpty();
    }

    private static final class NoPasswords implements Passwords {
        @Override
        public String hash(char[] password) {
            return "hash";
        }

        @Override
        public boolean check(MailAddress account, char[] password) {
            return false;
        }

        @Override
        public Optional<String> version(MailAddress account) {
            return Optional.empty();
        }

        @Override
        public ScramVerifier verifier(MailAddress account) {
            throw new UnsupportedOperationException("nobody logs in here");
        }

        @Override
        public ScramVerifier madeUp(String name) {
            throw new UnsupportedOperationException("nobody logs in here");
        }
    }

    private final class Folders implements Mailboxes {
        @Override
        public Change appending(MailAddress account, Place place, Content content, String deliveryId) {
            throw new UnsupportedOperationException("nothing is delivered here");
        }

        @Override
        public boolean has(MailAddress account, String folder) {
            return false;
        }

        @Override
        public long usedBytes(MailAddress account) {
            return mailBytes;
        }

        @Override
        public void removeAll(MailAddress account) {
            mailBytes = 0;
        }
    }

    /** Accounts come and go; nothing else is asked for. */
    private final class Changes implements DirectoryChanges {
        @Override
        public void addAccount(Account account, String passwordHash) {
            office.accounts.put(account.address().key(), account);
        }

        @Override
        public void remove(MailAddress address) {
            office.accounts.remove(address.key());
        }

        @Override
        public void addDomain(Domain domain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void removeDomain(Domain domain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addUnit(OrganizationalUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void removeUnit(OrganizationalUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void changeAccount(Account account) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void changePassword(MailAddress account, String passwordHash) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addGroup(Group group) {
            groups.add(group);
        }

        @Override
        public void changeGroup(Group group) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addContact(Contact contact) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void changeContact(Contact contact) {
            throw new UnsupportedOperationException();
        }
    }
}
