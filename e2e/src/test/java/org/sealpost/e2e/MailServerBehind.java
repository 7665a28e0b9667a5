package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;

/** What a firm has that puts Sealpost in front of it: Postfix and Dovecot, with mailboxes for one domain; everything else goes to Sealpost. */
final class MailServerBehind implements AutoCloseable {
    private static final int TRIES = 300;
    private static final int WAIT_MILLIS = 100;

    private final Path folder;
    private final int port;

    private MailServerBehind(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** {@code relay}: the port of Sealpost; {@code people}: who has a mailbox in the domain. */
    static MailServerBehind start(String domain, int relay, String... people) throws IOException {
        return start(domain, relay, false, people);
    }

    /** {@code tls}: whether it has a certificate, of its own making. */
    static MailServerBehind start(String domain, int relay, boolean tls, String... people) throws IOException {
        Path folder = TestFolders.make("behind");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("etc", "queue", "data", "mail", "run", "state")) {
            Files.createDirectory(folder.resolve(name));
        }
        Run.of("chown", "postfix", folder.resolve("data").toString());
        Run.of("chown", "nobody:nogroup", folder.resolve("mail").toString());
        int lmtp = FreePort.find();
        int port = FreePort.find();
        Files.writeString(folder.resolve("dovecot.conf"), dovecot(folder, lmtp));
        StringBuilder mailboxes = new StringBuilder();
        for (String person : people) {
            mailboxes.append(person).append('@').append(domain).append(" yes\n");
        }
        Files.writeString(folder.resolve("etc/mailboxes"), mailboxes);
        Files.writeString(
                folder.resolve("etc/main.cf"), mainCf(folder, domain, lmtp, relay) + (tls ? tls(folder) : ""));
        Files.writeString(folder.resolve("etc/master.cf"), "127.0.0.1:" + port + SERVICES);
        MailServerBehind server = new MailServerBehind(folder, port);
        server.done("dovecot", "-c", folder.resolve("dovecot.conf").toString());
        await(lmtp);
        server.startPostfix();
        return server;
    }

    private static String tls(Path folder) {
        Path chain = folder.resolve("etc/chain.pem");
        Run made = Run.of(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=inner.localhost",
                "-keyout",
                chain.toString(),
                "-out",
                folder.resolve("etc/certificate.pem").toString()));
        assertThat(made.exit()).as(made.text()).isZero();
        try {
            Files.writeString(
                    chain,
                    Files.readString(folder.resolve("etc/certificate.pem")),
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = " + chain + "\n";
    }

    void startPostfix() {
        done("postfix", "-c", folder.resolve("etc").toString(), "start");
        await(port);
    }

    void stopPostfix() {
        done("postfix", "-c", folder.resolve("etc").toString(), "stop");
    }

    int port() {
        return port;
    }

    /** The messages in somebody's mailbox, once there are so many. */
    List<String> mailbox(String person, int atLeast) {
        Path arrived = folder.resolve("mail").resolve(person).resolve("Maildir/new");
        for (int i = 0; i < TRIES; i++) {
            try (Stream<Path> files = Files.isDirectory(arrived) ? Files.list(arrived) : Stream.empty()) {
                List<Path> all = files.sorted().toList();
                if (all.size() >= atLeast) {
                    return all.stream().map(MailServerBehind::text).toList();
                }
                Thread.sleep(WAIT_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError("the mailbox of " + person + " has less than " + atLeast + " messages; Postfix says: "
                + text(folder.resolve("log")));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Run.of("postfix", "-c", folder.resolve("etc").toString(), "stop");
        Run.of("doveadm", "-c", folder.resolve("dovecot.conf").toString(), "stop");
    }

    private void done(String... command) {
        Run run = Run.of(command);
        if (run.exit() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + run.text());
        }
    }

    private static void await(int port) {
        for (int i = 0; i < TRIES; i++) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                probe.getInputStream().read();
                return;
            } catch (IOException e) {
                pause();
            }
        }
        throw new AssertionError("nobody answers on port " + port);
    }

    private static void pause() {
        try {
            Thread.sleep(WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String mainCf(Path folder, String domain, int lmtp, int relay) {
        return """
                compatibility_level = 3.6
                queue_directory = FOLDER/queue
                data_directory = FOLDER/data
                maillog_file = FOLDER/log
                maillog_file_prefixes = FOLDER
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = inner.localhost
                mydestination =
                mynetworks = 127.0.0.0/8
                alias_maps =
                alias_database =
                disable_dns_lookups = yes
                smtp_host_lookup = native
                virtual_mailbox_domains = DOMAIN
                virtual_mailbox_maps = texthash:FOLDER/etc/mailboxes
                virtual_transport = lmtp:inet:127.0.0.1:LMTP
                relayhost = [127.0.0.1]:RELAY
                smtp_tls_security_level = may
                """.replace("FOLDER", folder.toString())
                .replace("DOMAIN", domain)
                .replace("LMTP", String.valueOf(lmtp))
                .replace("RELAY", String.valueOf(relay));
    }

    private static String dovecot(Path folder, int lmtp) {
        return """
                base_dir = FOLDER/run
                state_dir = FOLDER/state
                log_path = FOLDER/dovecot.log
                protocols = lmtp
                listen = 127.0.0.1
                ssl = no
                mail_location = maildir:~/Maildir
                first_valid_uid = 1
                first_valid_gid = 1
                auth_username_format = %n
                passdb {
                  driver = static
                  args = nopassword=y
                }
                userdb {
                  driver = static
                  args = uid=nobody gid=nogroup home=FOLDER/mail/%n
                }
                service lmtp {
                  inet_listener lmtp {
                    address = 127.0.0.1
                    port = LMTP
                  }
                }
                """.replace("FOLDER", folder.toString()).replace("LMTP", String.valueOf(lmtp));
    }

    static final String SERVICES = """
             inet n - n - - smtpd
            pickup unix n - n 1 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            lmtp unix - - n - - lmtp
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """;
}
