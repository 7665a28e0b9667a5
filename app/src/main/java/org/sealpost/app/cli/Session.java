package org.sealpost.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.House;
import org.sealpost.app.Similarity;
import org.sealpost.enrollment.AuditedDirectory;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;

/**
 * Who runs a command, on what, and where its words go.
 *
 * @param houses the house, once it is needed; a command line that is only checked needs none
 * @param home the domain meant when none is named
 * @param user the user of this machine who typed it
 * @param isOwner whether this is the owner of the data, who may do everything
 * @param folder in which it was typed; relative paths start there
 * @param input what was piped in
 */
public record Session(
        Supplier<House> houses,
        Supplier<Domain> home,
        String user,
        boolean isOwner,
        Path folder,
        String input,
        PrintWriter out,
        PrintWriter err) {
    private static final int EVERYTHING = 100_000;
    private static final int SIMILAR = 4;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    House house() {
        return houses.get();
    }

    /** The name of the administrator in the audit log. */
    String actor() {
        return "admin " + user;
    }

    /** Changes to the directory in the name of this administrator. */
    DirectoryChanges directory() {
        return new AuditedDirectory(house().editor(), house().auditLog(), house().clock(), actor());
    }

    /** Writes into the audit log what the administrator is about to do. */
    void record(String subject, String outcome) {
        record(subject, outcome, Change.none());
    }

    /** Makes a change that the administrator asked for, and writes it into the audit log: both or neither (ADR 9). */
    void record(String subject, String outcome, Change change) {
        house().auditLog()
                .append(
                        List.of(new AuditEvent(
                                house().clock().instant(),
                                AuditAction.ADMINISTER,
                                actor(),
                                subject,
                                outcome,
                                List.of(Finding.of(AdministrationRule.ASKED_BY, actor())))),
                        change);
    }

    /** The domain meant when none is named. */
    Domain firstDomain() {
        return home.get();
    }

    /** An address; without a domain it is in the first one. */
    MailAddress address(String text) {
        return text.contains("@") ? MailAddress.parse(text) : new MailAddress(text, firstDomain());
    }

    <T extends DirectoryEntry> List<T> all(Class<T> kind) {
        return house().directory().search("", EVERYTHING).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** What to say about an address that is not there, with the most similar one that is. */
    String unknown(String kind, MailAddress address) {
        String similar = house().directory().search("", EVERYTHING).stream()
                .map(entry -> entry.address().toString())
                .min(Comparator.comparingInt(known -> Similarity.distance(known, address.toString())))
                .filter(known -> Similarity.distance(known, address.toString()) <= SIMILAR)
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
        return "no " + kind + " with the address " + address + similar;
    }

    /**
     * A file that was named on the command line. The server reads it with its own rights, so whoever is not its owner may name
     * only files that belong to them or that everybody may read.
     */
    Path file(Path given) {
        Path file = folder.resolve(given);
        if (!isOwner && !mayRead(file)) {
            throw new Mistake(given + " is not a file of " + user + ", nor one that everybody may read");
        }
        return file;
    }

    /** What is in a file that was named on the command line. */
    byte[] read(Path given, int limitBytes) {
        return GivenFile.bytes(given, file(given), limitBytes);
    }

    /** As {@link #read}, for a file of text in UTF-8. */
    String readText(Path given, int limitBytes) {
        return new String(read(given, limitBytes), StandardCharsets.UTF_8);
    }

    private boolean mayRead(Path file) {
        try {
            Path real = file.toRealPath();
            return Files.getOwner(real).getName().equals(user)
                    || Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ)
                            && isOpenFolder(real.getParent());
        } catch (IOException e) {
            return false;
        }
    }

    /** A file in a folder that others may not enter cannot be read by them, whatever its own mode says. */
    private static boolean isOpenFolder(@Nullable Path folder) throws IOException {
        for (Path one = folder; one != null; one = one.getParent()) {
            if (!Files.getPosixFilePermissions(one).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    void say(String line) {
        out.println(line);
    }

    /** Prints lists, maps, texts and numbers as JSON. */
    void json(Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }

    /** Prints rows in columns under a heading; says so if there are none. */
    void table(List<String> heading, List<List<String>> rows) {
        if (rows.isEmpty()) {
            say("none");
            return;
        }
        List<List<String>> all = new ArrayList<>(List.of(heading));
        all.addAll(rows);
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int index = column;
                int width = all.stream()
                        .mapToInt(other -> other.get(index).length())
                        .max()
                        .orElse(0);
                line.append(column == row.size() - 1 ? row.get(column) : pad(row.get(column), width + 2));
            }
            say(line.toString().stripTrailing());
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
