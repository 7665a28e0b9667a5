package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;

class DirectoryStoreTest {
    private static final Domain DOMAIN = new Domain("example.org");
    private static final MailAddress ANN = MailAddress.parse("Ann@example.org");
    private static final Account ACCOUNT = new Account(
            ANN,
            "Ann Kova\u010d",
            "",
            List.of(MailAddress.parse("office@example.org")),
            Custody.ORGANISATION,
            1_000_000,
            true);

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsAnAccountByAddressAndAliasInAnyCase(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            editor.addAccount(ACCOUNT, "hash");

            assertThat(directory.find(MailAddress.parse("ANN@Example.ORG"))).contains(ACCOUNT);
            assertThat(directory.find(MailAddress.parse("Office@example.org"))).contains(ACCOUNT);
            assertThat(directory.find(MailAddress.parse("nobody@example.org"))).isEmpty();
            assertThat(directory.passwordHash(ANN)).contains("hash");
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void neverGivesAnAddressTwice(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            editor.addAccount(ACCOUNT, "hash");
            Group office = new Group(MailAddress.parse("OFFICE@example.org"), "Office", List.of(ANN));

            assertThatThrownBy(() -> editor.addGroup(office))
                    .isInstanceOf(DirectoryConflict.class)
                    .hasMessageContaining("in use already");
            assertThat(directory.find(office.address())).contains(ACCOUNT);
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void refusesNamesThatWouldBeginALineOfTheirOwn(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            for (String name : List.of("Ann\nBcc: eve@example.org", "Ann\tKovac", "Ann\u2028Kovac")) {
                Account account = new Account(ANN, name, "", List.of(), Custody.ORGANISATION, 0, true);

                assertThatThrownBy(() -> editor.addAccount(account, "hash"))
                        .isInstanceOf(DirectoryConflict.class)
                        .hasMessageContaining("control character");
            }
            assertThat(directory.find(ANN)).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void refusesAddressesOfOursThatWouldHaveToBeQuoted(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            for (String local : List.of("ann lee", ".ann", "ann..lee", "ann,lee", "<ann>", "a\"b")) {
                Account account = new Account(
                        new MailAddress(local, DOMAIN), "Ann", "", List.of(), Custody.ORGANISATION, 0, true);

                assertThatThrownBy(() -> editor.addAccount(account, "hash"))
                        .as(local)
                        .isInstanceOf(DirectoryConflict.class)
                        .hasMessageContaining("no spaces or quotes");
            }
            editor.addAccount(
                    new Account(
                            new MailAddress("j\u00f6rg.o'neil+x_y-z", DOMAIN),
                            "J\u00f6rg",
                            "",
                            List.of(),
                            Custody.ORGANISATION,
                            0,
                            true),
                    "hash");
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void changesAnAccountAsAWhole(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            editor.addAccount(ACCOUNT, "hash");
            editor.addUnit(new OrganizationalUnit(DOMAIN, "Legal"));
            Account changed = new Account(ANN, "Ann", "Legal", List.of(), Custody.DEVICE, 0, false);

            editor.changeAccount(changed);

            assertThat(directory.find(ANN)).contains(changed);
            assertThat(directory.find(MailAddress.parse("office@example.org"))).isEmpty();
            assertThat(directory.passwordHash(ANN))
                    .as("a disabled account has no login")
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsPeopleByAnyPartOfNameOrAddress(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            Contact bob = new Contact(MailAddress.parse("bob@partner.example"), "Bob 100%", Optional.of("Partner"));
            editor.addAccount(ACCOUNT, "hash");
            editor.addContact(bob);

            assertThat(directory.search("kov", 10)).containsExactly(ACCOUNT);
            assertThat(directory.search("OFFICE@", 10)).containsExactly(ACCOUNT);
            assertThat(directory.search("0%", 10)).containsExactly(bob);
            assertThat(directory.search("", 10)).containsExactly(ACCOUNT, bob);
            assertThat(directory.search("", 1)).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void refusesWhatWouldNotFit(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            Account stranger = new Account(
                    MailAddress.parse("x@elsewhere.example"), "X", "", List.of(), Custody.ORGANISATION, 0, true);
            Contact insider = new Contact(MailAddress.parse("bob@example.org"), "Bob", Optional.empty());

            assertThatThrownBy(() -> editor.addAccount(stranger, "hash")).hasMessageContaining("sealpost domain add");
            assertThatThrownBy(() -> editor.addContact(insider)).hasMessageContaining("use user add");
            assertThatThrownBy(() -> editor.remove(ANN)).hasMessageContaining("no account, group or contact");
            editor.addAccount(ACCOUNT, "hash");
            assertThatThrownBy(() -> editor.removeDomain(DOMAIN)).hasMessageContaining("2 addresses");
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void removesAnEntryWithAllItsAddresses(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            editor.addAccount(ACCOUNT, "hash");

            editor.remove(ANN);
            editor.removeDomain(DOMAIN);

            assertThat(directory.search("", 10))
                    .extracting(DirectoryEntry::address)
                    .isEmpty();
            assertThat(directory.domains()).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void everyChangeThatPeopleSeeRaisesTheVersion(Engines.Engine engine) {
        with(engine, (directory, editor) -> {
            Group office = new Group(MailAddress.parse("team@example.org"), "Team", List.of(ANN));
            Contact contact = new Contact(MailAddress.parse("bob@partner.example"), "Bob", Optional.empty());
            OrganizationalUnit unit = new OrganizationalUnit(DOMAIN, "Legal");
            List<Runnable> changes = List.of(
                    () -> editor.addDomain(new Domain("example.net")),
                    () -> editor.removeDomain(new Domain("example.net")),
                    () -> editor.addUnit(unit),
                    () -> editor.removeUnit(unit),
                    () -> editor.addAccount(ACCOUNT, "hash"),
                    () -> editor.changeAccount(ACCOUNT),
                    () -> editor.addGroup(office),
                    () -> editor.changeGroup(office),
                    () -> editor.addContact(contact),
                    () -> editor.remove(contact.address()));

            for (int i = 0; i < changes.size(); i++) {
                long before = directory.version();
                changes.get(i).run();
                assertThat(directory.version()).as("after change %d", i).isGreaterThan(before);
            }
            long before = directory.version();
            directory.find(ANN);
            assertThat(directory.version()).isEqualTo(before);
        });
    }

    private static void with(Engines.Engine engine, BiConsumer<DirectoryStore, DirectoryEditor> body) {
        try (Database database = engine.open()) {
            DirectoryEditor editor = new DirectoryEditor(database);
            editor.addDomain(DOMAIN);
            body.accept(new DirectoryStore(database), editor);
        }
    }
}
