package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.Computer;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;

class ComputerStoreTest {
    private static final Domain DOMAIN = new Domain("example.org");
    private static final Computer INTRANET = new Computer(DOMAIN, "intranet", List.of("wiki.example.org"), "", true);

    /** A test body over a directory with one domain. */
    interface Body {
        void run(ComputerStore computers, DirectoryEditor editor, DirectoryStore directory);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsAComputerUnderEachOfItsNamesInAnyCase(Engines.Engine engine) {
        with(engine, (computers, editor, directory) -> {
            computers.add(INTRANET);

            assertThat(computers.find("INTRANET.example.org")).contains(INTRANET);
            assertThat(computers.find("wiki.example.org")).contains(INTRANET);
            assertThat(computers.find("example.org")).isEmpty();
            assertThat(computers.all()).containsExactly(INTRANET);
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aNameBelongsToOneComputerAndAMailAddressToNone(Engines.Engine engine) {
        with(engine, (computers, editor, directory) -> {
            computers.add(INTRANET);
            Computer other = new Computer(DOMAIN, "wiki", List.of(), "", true);

            assertThatThrownBy(() -> computers.add(other))
                    .isInstanceOf(DirectoryConflict.class)
                    .hasMessageContaining("another computer");
            assertThat(directory.find(MailAddress.parse("intranet@example.org")))
                    .isEmpty();
            assertThat(directory.search("intranet", 10)).isEmpty();
            assertThat(INTRANET.key())
                    .isEqualTo("host/intranet.example.org")
                    .satisfies(key -> assertThat(Computer.isKey(key)).isTrue());
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void movesBetweenUnitsAndHoldsTheUnitInWhichItLies(Engines.Engine engine) {
        with(engine, (computers, editor, directory) -> {
            OrganizationalUnit web = new OrganizationalUnit(DOMAIN, "Servers/Web");
            editor.addUnit(web);
            computers.add(INTRANET);
            long before = directory.version();
            Computer moved = new Computer(DOMAIN, "intranet", List.of(), "Servers/Web", false);

            computers.change(moved);

            assertThat(computers.find("intranet.example.org")).contains(moved);
            assertThat(computers.find("wiki.example.org")).isEmpty();
            assertThat(directory.version()).isGreaterThan(before);
            assertThat(directory.units()).contains(new OrganizationalUnit(DOMAIN, "Servers"), web);
            assertThatThrownBy(() -> editor.removeUnit(web)).hasMessageContaining("1 computers");
            assertThatThrownBy(() -> editor.removeUnit(new OrganizationalUnit(DOMAIN, "Servers")))
                    .hasMessageContaining("units below");
            assertThatThrownBy(() -> editor.removeDomain(DOMAIN)).hasMessageContaining("1 computers");
        });
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void refusesWhatIsNotThere(Engines.Engine engine) {
        with(engine, (computers, editor, directory) -> {
            Computer stranger = new Computer(new Domain("elsewhere.example"), "www", List.of(), "", true);
            Computer nowhere = new Computer(DOMAIN, "www", List.of(), "Nowhere", true);

            assertThatThrownBy(() -> computers.add(stranger)).hasMessageContaining("sealpost domain add");
            assertThatThrownBy(() -> computers.add(nowhere)).hasMessageContaining("no unit Nowhere");
            assertThatThrownBy(() -> computers.remove("www.example.org")).hasMessageContaining("no computer");
            assertThatThrownBy(() -> computers.change(INTRANET)).hasMessageContaining("no computer");
            assertThatThrownBy(() -> new Computer(DOMAIN, "*", List.of(), "", true))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    private static void with(Engines.Engine engine, Body body) {
        try (Database database = engine.open()) {
            DirectoryEditor editor = new DirectoryEditor(database);
            editor.addDomain(DOMAIN);
            body.run(new ComputerStore(database), editor, new DirectoryStore(database));
        }
    }
}
