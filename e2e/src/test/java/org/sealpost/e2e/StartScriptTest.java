package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** How the script finds and starts Java: what lies ready from an earlier start helps, and never hinders. */
class StartScriptTest {
    private static final Path SCRIPT = Path.of("..", "tools", "java.sh").toAbsolutePath();
    private static final List<String> QUIET = List.of("-XX:+VerifySharedSpaces", "-Xlog:aot*=off,cds*=off");

    private Path root;
    private Path cache;

    @BeforeEach
    void aTreeThatWasBuilt() throws IOException {
        root = Files.createDirectory(TestFolders.make("script").resolve("my clone"));
        Path target = Files.createDirectories(root.resolve("app/target"));
        Path jar = Files.createFile(target.resolve("sealpost-app-0.1.0-SNAPSHOT.jar"));
        cache = Files.createFile(target.resolve("sealpost.aot"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH.plusSeconds(1_000)));
        Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH.plusSeconds(2_000)));
    }

    @Test
    void serversTakeWhatLiesReadyAndCommandsDoNot() {
        for (String line : List.of("demo", "up example.org", "--data folder up", "--data=folder demo")) {
            assertThat(options("", line))
                    .as(line)
                    .contains("-XX:AOTCache=" + cache)
                    .containsAll(QUIET);
        }
        for (String line : List.of("", "status", "domain add demo", "--data demo status", "--data up", "--data")) {
            assertThat(String.join(" ", options("", line))).as(line).doesNotContain("AOT");
        }
    }

    @Test
    void itIsLeftAloneWhereItCannotFit() throws IOException {
        for (String environment : List.of(
                "SEALPOST_AOT=off",
                "SEALPOST_JAVA_OPTIONS=-Xshare:off",
                "SEALPOST_JAVA_OPTIONS=-XX:SharedArchiveFile=x",
                "SEALPOST_JAVA_OPTIONS='-Da=b -XX:AOTCacheOutput=x'")) {
            assertThat(options(environment, "demo")).as(environment).doesNotContain("-XX:AOTCache=" + cache);
        }
        assertThat(options("SEALPOST_JAVA_OPTIONS='-Da=b -Dc=d'", "demo"))
                .endsWith("-Da=b", "-Dc=d")
                .contains("-XX:AOTCache=" + cache);
        Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH));
        assertThat(options("", "demo")).as("older than the program").doesNotContain("-XX:AOTCache=" + cache);
        Files.delete(cache);
        assertThat(options("", "demo")).as("not there").doesNotContain("-XX:AOTCache=" + cache);
    }

    @Test
    void aDamagedOrForeignOneStopsNothingAndIsNotTalkedAbout() throws IOException {
        assertThat(version()).as("empty").isEqualTo("Sealpost 0.1.0\n");
        Files.writeString(cache, "no cache at all\n".repeat(10_000));
        assertThat(version()).as("damaged").isEqualTo("Sealpost 0.1.0\n");
        Files.delete(cache);
        Run made = Run.of(java(), "-XX:AOTCacheOutput=" + cache, "-version");
        assertThat(cache).as(made.text()).isNotEmptyFile();
        assertThat(version()).as("of another program").isEqualTo("Sealpost 0.1.0\n");
    }

    @Test
    void aTrainingThatFailsIsToldInOneLineAndLeavesNothingBehind() throws IOException {
        Files.delete(cache);

        Run run = bash("JAVA_HOME=\"" + System.getProperty("java.home") + "\"; train \"$root\"; echo go on");

        assertThat(run.exit()).isZero();
        assertThat(run.text().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("start more slowly") && line.contains("training.log"))
                .endsWith("go on");
        try (Stream<Path> left = Files.list(cache.getParent())) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("sealpost-app-0.1.0-SNAPSHOT.jar", "training.log");
        }
    }

    @Test
    void whatAJdkSaysOfItselfIsBelieved() throws IOException {
        Path bin = Files.createDirectories(root.resolve("jdk/bin"));
        Path release = root.resolve("jdk/release");
        Files.writeString(release, "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"25\"\n");
        assertThat(bash("is_jdk_25 \"$root/jdk\"").exit()).as("no compiler").isEqualTo(1);
        Files.createFile(
                bin.resolve("javac"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThat(bash("is_jdk_25 \"$root/jdk\"").exit()).isZero();
        Files.writeString(release, "JAVA_VERSION=\"25.0.3\"\n");
        assertThat(bash("is_jdk_25 \"$root/jdk\"").exit()).isZero();
        Files.writeString(release, "JAVA_RUNTIME_VERSION=\"25\"\nJAVA_VERSION=\"21.0.3\"\n");
        assertThat(bash("is_jdk_25 \"$root/jdk\"").exit()).isEqualTo(1);
    }

    private String version() {
        List<String> command = new ArrayList<>(Demo.java("-XX:AOTCache=" + cache));
        command.addAll(1, QUIET);
        command.add("--version");
        return Run.of(command).text();
    }

    private List<String> options(String environment, String line) {
        Run run =
                bash(environment + "\nset_java_options \"$root\" " + line + "\nprintf '%s\\n' \"${java_options[@]}\"");
        assertThat(run.exit()).as(run.text()).isZero();
        return Arrays.asList(run.text().split("\n"));
    }

    private Run bash(String commands) {
        String start = "set -euo pipefail; . \"$1\"; root=$2; unset SEALPOST_AOT SEALPOST_JAVA_OPTIONS SEALPOST_HEAP\n";
        return Run.of("bash", "-c", start + commands, "bash", SCRIPT.toString(), root.toString());
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
