package org.sealpost.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sealpost.protection.RecoveryBook.Ceremony;

/** The folder that goes to a recovery agent and comes back: what it is about, the shares, and then the approvals. */
public final class RecoveryFiles {
    public static final String README = "README.txt";
    /** The certificate of the recovery, DER. */
    public static final String RECOVERY = "recovery.cer";

    public static final String SHARE = ".share";

    private static final String APPROVAL = ".approval";
    private static final int FILES_LIMIT = 10_000;
    private static final int LIMIT_BYTES = 64 * 1024;

    private RecoveryFiles() {}

    /** The agent's name stands in file names. */
    public static void requireName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new Mistake("an agent's name has 1 to 64 letters, digits, dots and dashes: " + name);
        }
    }

    public static Path approvalOf(Path share) {
        String name = share.getFileName().toString();
        return share.resolveSibling(name.substring(0, name.length() - SHARE.length()) + APPROVAL);
    }

    static void write(Path folder, Ceremony ceremony, String agent, Map<String, byte[]> shares) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(README), readme(ceremony, agent, shares.size()), StandardCharsets.UTF_8);
        Files.write(folder.resolve(RECOVERY), ceremony.certificate());
        for (Map.Entry<String, byte[]> share : shares.entrySet()) {
            Files.write(folder.resolve(share.getKey() + SHARE), share.getValue());
        }
    }

    private static String readme(Ceremony ceremony, String agent, int keys) {
        return """
                Recovery %s, for the agent %s

                Whose keys: %s (%d)
                Requested by: %s
                Reason: %s
                Ticket: %s
                Until: %s

                If you agree: sealpost agent approve THIS-FOLDER --kit YOUR-KIT.p12
                or, for each share, without Sealpost:
                  openssl cms -decrypt -inform DER -in KEY.share -inkey YOUR-KEY.pem -recip YOUR-CERTIFICATE.pem -binary -out KEY.opened
                  openssl x509 -inform DER -in recovery.cer -out recovery.pem
                  openssl cms -encrypt -binary -aes256 -outform DER -in KEY.opened -out KEY.approval recovery.pem
                and delete KEY.opened. Then give this folder back. If you do not agree, do nothing.
                """.formatted(
                        ceremony.id(),
                        agent,
                        ceremony.owner(),
                        keys,
                        ceremony.requester(),
                        ceremony.reason(),
                        ceremony.ticket().isEmpty() ? "none" : ceremony.ticket(),
                        ceremony.expiresAt());
    }

    /** What an agent gave back, by key. */
    static Map<String, byte[]> approvals(Path folder) {
        Map<String, byte[]> found = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> approvals = files.filter(file -> file.toString().endsWith(APPROVAL))
                    .limit(FILES_LIMIT)
                    .toList();
            for (Path file : approvals) {
                String name = file.getFileName().toString();
                found.put(name.substring(0, name.length() - APPROVAL.length()), GivenFile.bytes(file, LIMIT_BYTES));
            }
        } catch (IOException e) {
            throw new Mistake("cannot read the approvals in " + folder + ": " + e.getMessage());
        }
        if (found.isEmpty()) {
            throw new Mistake(
                    "there is no approval in " + folder + "; the agent makes it with: sealpost agent approve");
        }
        return found;
    }
}
