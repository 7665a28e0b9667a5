package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.sealpost.testkit.TestFolders;

/** The mail server of a partner: Postfix on port 25 of an address of this machine, with an authority of its own. */
final class PartnerPostfix implements AutoCloseable {
    /** Of the loopback network, and nobody else's. */
    static final String ADDRESS = "127.0.0.20";

    private final Path folder;
    private final String domain;

    /**
     * Makes it; it does not run yet.
     *
     * @param domain whose mailboxes it has, and which its certificate names
     */
    PartnerPostfix(String domain) throws IOException {
        assertThat(System.getProperty("user.name")).as("only root has port 25").isEqualTo("root");
        this.domain = domain;
        this.folder = TestFolders.make("partner");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("etc", "queue", "data", "mail")) {
            Files.createDirectory(folder.resolve(name));
        }
        Run.of("chown", "postfix", folder.resolve("data").toString());
        Run.of("chown", "nobody:nogroup", folder.resolve("mail").toString());
        authority("partner");
        authority("rogue");
        certificate("good", "partner", "DNS:" + domain + ",DNS:mx." + domain);
        certificate("wrong-name", "partner", "DNS:mx.elsewhere.test");
        certificate("rogue-ca", "rogue", "DNS:" + domain + ",DNS:mx." + domain);
        Files.writeString(
                folder.resolve("etc/master.cf"),
                ADDRESS + ":25" + MailServerBehind.SERVICES + "virtual unix - n n - - virtual\n");
    }

    /** The authority of which the other side is told. */
    Path anchor() {
        return folder.resolve("partner.crt");
    }

    /**
     * Starts it, or starts it again otherwise.
     *
     * @param certificate which it shows: {@code good}, {@code wrong-name}, {@code rogue-ca}, or {@code none} for no TLS at all
     * @param sealpost where mail to {@code ours} goes: the port of Sealpost
     * @param root of the authority in which it trusts for that
     */
    void start(String certificate, String ours, int sealpost, Path root) throws IOException {
        Run.of("postfix", "-c", folder.resolve("etc").toString(), "stop");
        Files.writeString(folder.resolve("etc/transport"), ours + " smtp:[127.0.0.1]:" + sealpost + "\n");
        Files.writeString(folder.resolve("etc/policy"), "[127.0.0.1]:" + sealpost + " secure match=" + ours + "\n");
        boolean tls = !certificate.equals("none");
        Files.writeString(
                folder.resolve("etc/main.cf"),
                MAIN.replace("FOLDER", folder.toString())
                        .replace("DOMAIN", domain)
                        .replace("CERTIFICATE", tls ? certificate : "good")
                        .replace("LEVEL", tls ? "may" : "none")
                        .replace("ROOT", root.toString()));
        Run run = Run.of("postfix", "-c", folder.resolve("etc").toString(), "start");
        assertThat(run.exit()).as(run.text()).isZero();
        BranchOffice.await(() -> Run.of("bash", "-c", "exec 3<>/dev/tcp/" + ADDRESS + "/25 && read -t 5 line <&3")
                        .exit()
                == 0);
    }

    /** Whether it asks everybody to come again later, as a server with a grey list does with whom it does not know. */
    void greyListing(boolean on) {
        restrict(on ? "check_recipient_access static:{450 4.2.0 not yet, come again}" : "");
    }

    /** {@code restrictions}: what it asks before it takes a recipient, postconf(5). */
    void restrict(String restrictions) {
        String etc = folder.resolve("etc").toString();
        assertThat(Run.of("postconf", "-c", etc, "-e", "smtpd_recipient_restrictions = " + restrictions)
                        .exit())
                .isZero();
        // Sessions that are open would go on as before.
        Run.of("postfix", "-c", etc, "stop");
        assertThat(Run.of("postfix", "-c", etc, "start").exit()).isZero();
    }

    String log() {
        return text(folder.resolve("log"));
    }

    /** All messages of somebody that are there now. */
    List<String> mailbox(String person) {
        Path arrived = folder.resolve("mail").resolve(person).resolve("new");
        try (Stream<Path> files = Files.isDirectory(arrived) ? Files.list(arrived) : Stream.empty()) {
            return files.sorted().map(PartnerPostfix::text).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void authority(String name) {
        sh(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout NAME.key -out NAME.crt -days 30"
                                .replace("NAME", name)
                        + " -subj '/CN=" + name + " CA' -addext keyUsage=critical,keyCertSign,cRLSign");
    }

    private void certificate(String name, String authority, String names) {
        sh(
                "printf 'basicConstraints=critical,CA:FALSE\\nsubjectAltName=%s\\nextendedKeyUsage=serverAuth,clientAuth\\n' '"
                        + names + "' > " + name + ".ext");
        sh(
                "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout NAME.key -out NAME.csr -subj /CN=NAME"
                        .replace("NAME", name));
        sh(
                "openssl x509 -req -in NAME.csr -CA CA.crt -CAkey CA.key -CAcreateserial -days 20 -extfile NAME.ext -out NAME.one"
                        .replace("NAME", name)
                        .replace("CA.", authority + "."));
        sh("cat " + name + ".one " + authority + ".crt > " + name + ".pem");
    }

    private void sh(String command) {
        Run run = Run.of("sh", "-e", "-c", "cd '" + folder + "'; " + command);
        assertThat(run.exit()).as(command + ": " + run.text()).isZero();
    }

    @Override
    public void close() {
        Run.of("postfix", "-c", folder.resolve("etc").toString(), "stop");
    }

    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = FOLDER/queue
            data_directory = FOLDER/data
            maillog_file = FOLDER/log
            maillog_file_prefixes = FOLDER
            inet_interfaces = loopback-only
            inet_protocols = ipv4
            smtp_bind_address = 127.0.0.20
            myhostname = mx.DOMAIN
            mydestination =
            mynetworks = 127.0.0.0/8
            alias_maps =
            alias_database =
            disable_dns_lookups = yes
            smtp_host_lookup = native
            virtual_mailbox_domains = DOMAIN
            virtual_mailbox_base = FOLDER/mail
            virtual_mailbox_maps = static:pat/
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_minimum_uid = 100
            transport_maps = texthash:FOLDER/etc/transport
            smtp_tls_policy_maps = texthash:FOLDER/etc/policy
            smtp_tls_chain_files = FOLDER/good.key, FOLDER/good.pem
            smtpd_tls_chain_files = FOLDER/CERTIFICATE.key, FOLDER/CERTIFICATE.pem
            smtpd_tls_security_level = LEVEL
            smtpd_tls_ask_ccert = yes
            smtpd_tls_CAfile = ROOT
            smtp_tls_CAfile = ROOT
            tls_append_default_CA = no
            smtpd_tls_received_header = yes
            smtp_tls_loglevel = 1
            smtpd_tls_loglevel = 1
            """;
}
