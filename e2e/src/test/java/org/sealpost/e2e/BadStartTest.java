package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** What an administrator reads when the house cannot start: what was expected, and what to do. Nothing is lost by trying. */
class BadStartTest {
    @Test
    void tellsEveryFaultOfTheConfigurationWithLineAndColumn() throws Exception {
        Path data = folder("domian = \"x.example\"\n[listen]\nsmtp = \"here\"\n");

        String said = startAndFail(data);

        assertThat(said)
                .contains(
                        "line 1, column 1: domian",
                        "did you mean domain?",
                        "line 3, column 1: listen.smtp: expected address:port");
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String taken = "127.0.0.1:" + other.getLocalPort();
            Path data = folder(Demo.toml().replace("ldap = \"127.0.0.1:0\"", "ldap = \"" + taken + "\""));

            assertThat(startAndFail(data)).contains("cannot listen for ldap on " + taken);
        }
    }

    @Test
    void tellsAnOrdinaryUserWhatAPortBelow1024Needs() throws Exception {
        Path data = folder(Demo.toml().replaceFirst("smtp = \"127.0.0.1:0\"", "smtp = \"127.0.0.1:25\""));
        // Root without the right is as good as an ordinary user, and can read this clone wherever it lies.
        List<String> withoutRight = "root".equals(System.getProperty("user.name"))
                ? List.of("setpriv", "--bounding-set", "-net_bind_service", "--")
                : List.of("env");

        Run run = Run.of(java.util.stream.Stream.of(
                        withoutRight, Demo.java("-Xmx300m"), List.of("demo", "--data", data.toString()))
                .flatMap(List::stream)
                .toList());

        assertThat(run.exit()).isNotZero();
        assertThat(run.text())
                .contains(
                        "cannot listen", "127.0.0.1:25", "Ports below 1024 need a right", "ip_unprivileged_port_start");
    }

    @Test
    void tellsThatTheDataFolderCannotBeUsed() throws Exception {
        Path data = TestFolders.make("e2e");
        Files.writeString(data.resolve("file"), "in the way");
        Path blocked = data.resolve("file").resolve("data");

        Run run = Run.of(java.util.stream.Stream.concat(
                        Demo.java("-Xmx300m").stream(),
                        java.util.stream.Stream.of("demo", "--data", blocked.toString()))
                .toList());

        assertThat(run.exit()).isNotZero();
        assertThat(run.text()).contains("cannot write to the data folder " + blocked);
    }

    @Test
    void refusesToStartOnHalfAnAuthorityAndMakesNothingInItsPlace() throws Exception {
        Path data = stoppedDemo();
        sql(data, "DELETE FROM private_key WHERE owner = 'authority issuing'");

        assertThat(startAndFail(data))
                .contains("half an authority", "private key of the issuing authority is missing", "restore");
        assertThat(startAndFail(data)).as("the second try, too").contains("half an authority");
    }

    @Test
    void refusesToStartWithoutTheKeyOfItsData() throws Exception {
        Path data = stoppedDemo();
        Path key = data.resolve("keys").resolve("root.key");
        Files.delete(key);

        assertThat(startAndFail(data)).contains("not the key that opens it", "restore " + key);
        assertThat(key).doesNotExist();
    }

    @Test
    void twoServersDoNotShareAFolder() throws Exception {
        try (Demo running = Demo.start()) {
            assertThat(startAndFail(running.data())).contains("another Sealpost runs on the data folder");
            assertThat(running.sealpost("status").text()).contains("running for sealpost.example");
        }
    }

    private static Path stoppedDemo() {
        Demo demo = Demo.start();
        demo.stop();
        return demo.data();
    }

    private static Path folder(String configuration) throws IOException {
        Path data = TestFolders.make("e2e");
        Files.writeString(data.resolve("sealpost.toml"), configuration);
        return data;
    }

    private static String startAndFail(Path data) throws Exception {
        Files.deleteIfExists(data.resolve("server.log.before"));
        long before = Files.exists(data.resolve("server.log")) ? Files.size(data.resolve("server.log")) : 0;
        Process process = Demo.launch(data);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it gives up").isTrue();
        assertThat(process.exitValue()).isNotZero();
        String log = Files.readString(data.resolve("server.log"));
        return log.substring((int) Math.min(before, log.length()));
    }

    private static void sql(Path data, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("sealpost.db"));
                Statement sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(statement)).isPositive();
        }
    }
}
