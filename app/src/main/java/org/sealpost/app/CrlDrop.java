package org.sealpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.ForeignImport;
import org.sealpost.pki.ForeignImport.Step;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder into which CRLs are laid by hand or by a script: each file is imported and goes to {@code done}, or to {@code refused}
 * if it is no CRL of an authority that the house knows. Other things than CRLs are never imported this way.
 */
final class CrlDrop {
    static final String FOLDER = "crl-drop";

    private static final Logger LOG = LoggerFactory.getLogger(CrlDrop.class);
    private static final int FILES_AT_ONCE = 100;

    private final Path folder;
    private final ForeignImport imports;
    private final AuditLog auditLog;
    private final Clock clock;

    CrlDrop(Path folder, ForeignImport imports, AuditLog auditLog, Clock clock) {
        this.folder = folder;
        this.imports = imports;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** Imports what lies there. */
    void empty() {
        try {
            Files.createDirectories(folder);
            List<Path> files;
            try (Stream<Path> found = Files.list(folder)) {
                files = found.filter(Files::isRegularFile)
                        .limit(FILES_AT_ONCE)
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                move(file, take(file));
            }
        } catch (IOException e) {
            LOG.warn("the folder for CRLs cannot be read: {}", e.getMessage());
        }
    }

    private boolean take(Path file) throws IOException {
        try {
            if (Files.size(file) > CrlIndex.LIMIT_BYTES) {
                throw new IllegalArgumentException("larger than a CRL may be");
            }
            List<Step> steps =
                    imports.crls(ForeignFile.read(Files.readAllBytes(file), new char[0]), "from the folder " + FOLDER);
            steps.forEach(this::act);
            return !steps.isEmpty()
                    && steps.stream().allMatch(step -> step.act().isPresent());
        } catch (IllegalArgumentException e) {
            LOG.warn("{} in the folder for CRLs is not imported: {}", file.getFileName(), e.getMessage());
            return false;
        }
    }

    private void act(Step step) {
        if (step.act().isEmpty()) {
            LOG.warn("a CRL in the folder is not imported: {}", step.words());
            return;
        }
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.ADMINISTER,
                        "house",
                        step.fingerprint(),
                        step.words(),
                        List.of(Finding.of(AdministrationRule.ROUTINE, "a CRL lay in the folder " + FOLDER)))),
                step.act().get());
    }

    private void move(Path file, boolean done) throws IOException {
        Path target = Files.createDirectories(folder.resolve(done ? "done" : "refused"));
        Files.move(file, target.resolve(String.valueOf(file.getFileName())), StandardCopyOption.REPLACE_EXISTING);
    }
}
