package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lines go to the server unread. */
class PlainLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "status --json",
                "user add ann@example.org --name Ann",
                "user ad",
                "user list --no-such-option",
                "user",
                "trust check some.pem"
            })
    void whatAServerCarriesOutIsSentAsItWasTyped(String line) {
        assertThat(of(line)).contains(new PlainLine(line.replaceFirst(" .*", ""), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--data folder user list",
                "--data=folder user list",
                "user --data folder list",
                "user list --data folder",
                "user list --data=folder --json"
            })
    void theDataFolderIsUnderstoodWhereverItStands(String line) {
        assertThat(of(line)).contains(new PlainLine("user", Optional.of(Path.of("folder"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "up",
                "demo --data folder",
                "check-config",
                "help user",
                "usr list",
                "--json status",
                "user --help",
                "user list -h",
                "user list -Vh",
                "--version",
                "filter show --version=3",
                "user list --data",
                "user list --data=",
                "user list --data --json",
                "user list --data a --data b",
                "user list -- --data folder",
                "user password ann --password-stdin",
                "trust check some.pem --anchors root.pem",
                "--data folder"
            })
    void whatIsNotPlainIsParsedFirst(String line) {
        assertThat(of(line)).isEmpty();
    }

    private static Optional<PlainLine> of(String line) {
        return PlainLine.of(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
