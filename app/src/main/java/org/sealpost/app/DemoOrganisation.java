package org.sealpost.app;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.app.cli.Mistake;
import org.sealpost.enrollment.AuditedDirectory;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** The people of the demo. They are made at the first start; their passwords lie in a file, so that later starts tell them. */
final class DemoOrganisation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PEOPLE =
            Map.of("alice", "Alice Brandt", "bob", "Bob Lind", "carol", "Carol Haas");

    private final House house;
    private final Path file;
    private final Domain domain;

    DemoOrganisation(House house, Path data) {
        this.house = house;
        this.file = data.resolve("demo-people.json");
        this.domain = house.configuration().domain();
    }

    /** A person and the password that was made for the demo. */
    record Person(String address, String password) {}

    List<Person> people() {
        try {
            return Files.exists(file)
                    ? JSON.readValue(Files.readString(file), new TypeReference<List<Person>>() {})
                    : make();
        } catch (IOException e) {
            throw new Mistake("cannot read or write " + file + ": " + e.getMessage());
        }
    }

    private List<Person> make() throws IOException {
        DirectoryChanges directory = new AuditedDirectory(house.editor(), house.auditLog(), house.clock(), "demo");
        if (house.directory().units().isEmpty()) {
            directory.addUnit(new OrganizationalUnit(domain, "Legal"));
        }
        List<Person> made = new ArrayList<>();
        for (String name : List.of("alice", "bob", "carol")) {
            made.add(person(directory, new MailAddress(name, domain), PEOPLE.getOrDefault(name, name)));
        }
        MailAddress team = new MailAddress("team", domain);
        if (house.directory().find(team).isEmpty()) {
            directory.addGroup(new Group(
                    team,
                    "The whole team",
                    made.stream()
                            .map(person -> MailAddress.parse(person.address))
                            .toList()));
        }
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, JSON.writeValueAsString(made));
        return made;
    }

    /** A start that was cut off may have made the account, but told nobody its password: then it gets a new one. */
    private Person person(DirectoryChanges directory, MailAddress address, String name) {
        Account account = new Account(address, name, "", List.of(), Custody.ORGANISATION, 0, true);
        String password = house.directory().account(address).isPresent()
                ? house.onboarding().changePassword(directory, address, Optional.empty())
                : house.onboarding().join(directory, account, Optional.empty());
        return new Person(address.toString(), password);
    }
}
