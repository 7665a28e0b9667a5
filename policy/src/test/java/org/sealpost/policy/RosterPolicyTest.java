package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Person;
import org.sealpost.identity.Roster;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

class RosterPolicyTest {
    private static final Account ANN = account("ann");
    private static final Contact DORA = new Contact(address("dora"), "Dora", Optional.empty());
    private static final Group TEAM = new Group(address("team"), "Team", List.of(address("ann"), address("bob")));

    private final List<Roster.Listed> listed = new ArrayList<>();
    private final Map<String, Roster.Link> links = new HashMap<>();
    private final Map<String, DirectoryEntry> present = new HashMap<>();
    private Set<OrganizationalUnit> units = Set.of();

    private static MailAddress address(String name) {
        return MailAddress.parse(name + "@example.org");
    }

    private static Account account(String name) {
        return new Account(address(name), name, "", List.of(), Custody.ORGANISATION, 0, true);
    }

    private static Account in(Account account, String unit) {
        return new Account(
                account.address(), account.displayName(), unit, account.aliases(), Custody.ORGANISATION, 0, true);
    }

    private RosterPolicyTest lists(String id, DirectoryEntry entry) {
        listed.add(new Roster.Listed(id, "line " + (listed.size() + 2), entry));
        return this;
    }

    private RosterPolicyTest holds(DirectoryEntry entry) {
        present.put(entry.address().key(), entry);
        if (entry instanceof Account account) {
            account.aliases().forEach(alias -> present.put(alias.key(), entry));
        }
        return this;
    }

    private RosterPolicyTest knows(String id, String name) {
        links.put(id, new Roster.Link(id, address(name), "cn=" + name));
        return this;
    }

    private Decision<RosterVerdict> decide(boolean complete, int percent) {
        return RosterPolicy.decide(new RosterFacts(new Roster(listed, complete), links, present, units, percent));
    }

    private List<String> told(boolean complete) {
        return ((RosterVerdict.Apply) decide(complete, 100).verdict())
                .steps().stream().map(RosterStep::told).toList();
    }

    @Test
    void addsWhoIsNotThereWithUnitsFirstAndGroupsLast() {
        lists("", TEAM).lists("", in(ANN, "Legal/Notaries")).lists("", DORA);
        units = Set.of(new OrganizationalUnit(new Domain("example.org"), "Legal"));

        assertThat(told(false))
                .containsExactly(
                        "add unit Legal/Notaries in example.org",
                        "add user ann@example.org",
                        "add contact dora@example.org",
                        "add group team@example.org");
    }

    @Test
    void whoIsAsListedIsLeftAlone() {
        Group other = new Group(TEAM.address(), "Team", TEAM.members().reversed());
        Account strict = new Account(ANN.address(), "ann", "", List.of(), Custody.DEVICE, 5, true);
        lists("", ANN).lists("", DORA).lists("", TEAM).holds(strict).holds(DORA).holds(other);

        assertThat(decide(false, 100).because()).containsExactly(Finding.of(RosterRule.LIST_IS_FOLLOWED, 3, 0));
        assertThat(told(false)).as("custody and quota are ours").isEmpty();
    }

    @Test
    void tellsWhatIsDifferent() {
        Account now = new Account(
                ANN.address(),
                "Anna",
                "Legal",
                List.of(address("anna")),
                Custody.ORGANISATION,
                0,
                false,
                Person.of(Optional.of("Example")));
        units = Set.of(new OrganizationalUnit(new Domain("example.org"), "Legal"));
        lists("", now).holds(ANN);
        lists("", account("bob"))
                .holds(in(account("bob").enabled(false), "Legal").enabled(false));
        lists("", new Contact(DORA.address(), "Dora D.", Person.UNKNOWN)).holds(DORA);
        lists("", new Group(TEAM.address(), "Team", List.of(address("ann")))).holds(TEAM);
        lists("", new Group(address("all"), "Everybody", List.of())).holds(new Group(address("all"), "All", List.of()));

        assertThat(told(false))
                .containsExactly(
                        "change user ann@example.org: name Anna, moves to Legal, aliases [anna@example.org], disabled,"
                                + " details",
                        "change user bob@example.org: moves to the domain itself, enabled again",
                        "change contact dora@example.org: details",
                        "change group team@example.org: 1 members",
                        "change group all@example.org: 0 members");
    }

    @Test
    void aNewAddressOfTheSameEntryBecomesAnAlias() {
        Account renamed = new Account(
                address("anna"), "ann", "", List.of(address("office"), ANN.address()), Custody.ORGANISATION, 0, true);
        lists("1", renamed).knows("1", "ann").holds(ANN);

        assertThat(told(true))
                .containsExactly("change user ann@example.org: aliases [anna@example.org, office@example.org]");
    }

    @Test
    void aGroupNamesWhomItNamedBeforeAlsoUnderANewAddress() {
        Account anna = account("anna");
        lists("7", anna).lists("8", new Group(TEAM.address(), "Team", List.of(address("anna"), address("bob"))));
        knows("7", "ann").knows("8", "team").holds(ANN).holds(TEAM);

        assertThat(told(false)).noneMatch(step -> step.contains("group"));
    }

    @Test
    void anEntryWhoseAccountIsGoneIsAddedUnderItsNewAddress() {
        lists("1", account("anna")).knows("1", "ann");
        lists("2", account("bob")).knows("2", "bob").holds(account("bob"));
        lists("3", DORA).knows("3", "ann");

        assertThat(told(true)).containsExactly("add user anna@example.org", "add contact dora@example.org");
    }

    @Test
    void anAddressIsNotGivenToSomebodyElse() {
        lists("", new Account(address("eve"), "eve", "", List.of(address("ann")), Custody.ORGANISATION, 0, true))
                .holds(ANN);
        lists("", DORA).lists("", DORA);
        lists("", account("team")).holds(TEAM);
        lists("2", account("carl")).knows("1", "carl").holds(account("carl").enabled(false));

        assertThat(told(false))
                .containsExactly(
                        "leave out line 2: ann@example.org belongs to somebody else",
                        "add contact dora@example.org",
                        "leave out line 4: dora@example.org is listed twice",
                        "leave out line 5: team@example.org is the address of another kind of entry",
                        "leave out line 6: carl@example.org was the address of another entry of this list before");
    }

    @Test
    void somebodyNewBringsTheirOtherAddresses() {
        lists("", new Account(address("eve"), "eve", "", List.of(address("eva")), Custody.ORGANISATION, 0, true));

        assertThat(told(false)).containsExactly("add user eve@example.org");
    }

    @Test
    void anAddressKeepsItsKind() {
        lists("1", new Contact(ANN.address(), "Ann", Optional.empty())).holds(ANN);
        lists("2", new Group(DORA.address(), "Dora", List.of())).holds(DORA);

        assertThat(told(false)).hasSize(2).allMatch(line -> line.contains("is the address of another kind of entry"));
    }

    @Test
    void whoIsListedNoMoreIsDisabledAndGroupsAndContactsGo() {
        knows("1", "ann").holds(ANN);
        knows("2", "bob").holds(account("bob").enabled(false));
        knows("3", "team").holds(TEAM);
        knows("4", "dora").holds(DORA);
        knows("5", "gone");

        assertThat(told(false)).as("a file of newcomers says nothing of others").isEmpty();
        assertThat(told(true))
                .containsExactly(
                        "disable ann@example.org, who is listed no more; mail and keys stay",
                        "remove contact dora@example.org, which is listed no more",
                        "remove group team@example.org, which is listed no more");
    }

    @Test
    void tooManyWhoVanishStopEverything() {
        for (String name : List.of("ann", "bob", "carl", "dan")) {
            knows(name, name).holds(account(name));
        }
        lists("ann", account("ann"));

        Decision<RosterVerdict> decision = decide(true, 50);

        assertThat(decision.verdict()).isEqualTo(new RosterVerdict.Stop());
        assertThat(decision.because()).containsExactly(Finding.of(RosterRule.TOO_MANY_WOULD_VANISH, 3, 4, 50));
        assertThat(decide(true, 75).verdict()).isInstanceOf(RosterVerdict.Apply.class);
        lists("bob", account("bob"));
        assertThat(decide(true, 0).verdict()).as("one or two may always leave").isInstanceOf(RosterVerdict.Apply.class);
    }
}
