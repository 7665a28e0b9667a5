package org.sealpost.app.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sealpost.app.config.Configuration.Backups;
import org.sealpost.app.config.Configuration.Console;
import org.sealpost.app.config.Configuration.Delivery;
import org.sealpost.app.config.Configuration.Fetching;
import org.sealpost.app.config.Configuration.LdapAccess;
import org.sealpost.app.config.Configuration.Limits;
import org.sealpost.app.config.Configuration.Listeners;
import org.sealpost.app.config.Configuration.PublicTls;
import org.sealpost.app.config.Configuration.SenderChecks;
import org.sealpost.app.config.Configuration.Senders;
import org.sealpost.app.config.Configuration.Store;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.ReceiptMode;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protection.SmimeProfile;
import org.sealpost.protocols.ldap.Anonymous;

/** Reads {@code sealpost.toml} and tells all that is wrong with it at once, with line and column. */
public final class ConfigurationFile {
    public static final String NAME = "sealpost.toml";

    private static final long DEFAULT_MESSAGE_BYTES = 50L * 1024 * 1024;
    private static final long LARGEST_MESSAGE_BYTES = 1024L * 1024 * 1024;
    private static final int DEFAULT_RECIPIENTS = 1_000;
    private static final int LARGEST_RECIPIENTS = 100_000;
    /** The kernel's limit, with some room. */
    private static final int LONGEST_SOCKET_PATH = 100;

    private static final int LARGEST_PORT = 65_535;
    private static final int LARGEST_HOURS = 31 * 24;
    private static final int LARGEST_KEEP = 1_000;
    private static final int LARGEST_DAYS = 366;
    private static final int LARGEST_NAMES = 50;
    private static final Domain UNKNOWN = new Domain("unknown");

    private ConfigurationFile() {}

    /**
     * The configuration in a data folder.
     *
     * @throws ConfigurationProblems if the file is missing, is not TOML, or says what nobody understands
     */
    public static Configuration read(Path data) {
        Path file = data.resolve(NAME);
        try {
            return parse(Files.readString(file), data);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new ConfigurationProblems("no configuration at " + file + "; make one with: sealpost up DOMAIN");
        } catch (IOException e) {
            throw new ConfigurationProblems("cannot read " + file + ": " + e.getMessage());
        }
    }

    static Configuration parse(String toml, Path data) {
        TomlReader reader = new TomlReader(toml);
        Optional<Domain> domain = reader.read("domain", Domain::new);
        if (domain.isEmpty() && reader.isAbsent("domain")) {
            reader.problem("domain", "the mail domain is missing; write for example: domain = \"example.org\"");
        }
        String host =
                reader.text("host").orElse("mail." + domain.map(Domain::name).orElse(""));
        Listeners listeners = listeners(reader);
        Limits limits = new Limits(
                reader.number("limits.message_bytes", 1024, LARGEST_MESSAGE_BYTES)
                        .orElse(DEFAULT_MESSAGE_BYTES),
                reader.number("limits.recipients", 1, LARGEST_RECIPIENTS)
                        .map(Long::intValue)
                        .orElse(DEFAULT_RECIPIENTS));
        Configuration configuration = new Configuration(
                data,
                domain.orElse(UNKNOWN),
                host,
                listeners,
                MtaStsSettings.read(reader, host),
                new Store(reader.read("store.url", ConfigurationFile::storeUrl).orElse("sqlite")),
                delivery(reader, data, domain.orElse(UNKNOWN)),
                senders(reader),
                new LdapAccess(reader.read("ldap.anonymous", ConfigurationFile::anonymous)
                        .orElse(Anonymous.NONE)),
                limits,
                AuthoritySettings.read(
                        reader,
                        data,
                        reader.read("authority.url", ConfigurationFile::httpUrl)
                                .orElse("http://" + host + port(listeners))),
                new Console(
                        reader.flag("console.open_on_loopback").orElse(false),
                        reader.read("control.socket", ConfigurationFile::socketPath)),
                fetching(reader),
                backups(reader, data),
                publicTls(reader, data, host),
                InspectingSettings.read(reader),
                ConnectorSettings.read(reader, limits),
                LoginSettings.read(reader, data));
        reader.finish();
        return configuration;
    }

    private static Delivery delivery(TomlReader reader, Path data, Domain domain) {
        return new Delivery(
                reader.read("delivery.smart_host", ConfigurationFile::hostAndPort),
                reader.flag("delivery.hide_subject").orElse(true),
                reader.read("delivery.smime_profile", ConfigurationFile::smimeProfile)
                        .orElse(SmimeProfile.INTEROPERABLE),
                reader.read("delivery.receipts", ConfigurationFile::receipts).orElse(ReceiptMode.COLLEAGUES),
                reader.flag("delivery.sign_for_domain").orElse(true),
                new Configuration.Hops(
                        reader.read("delivery.tls", ConfigurationFile::floor).orElse(TlsFloor.OPPORTUNISTIC),
                        reader.text("delivery.public_roots").map(data::resolve),
                        reader.text("dns.trust_anchors").map(data::resolve),
                        new Configuration.TlsReports(
                                reader.flag("tls_reports.send").orElse(true),
                                reader.read("tls_reports.address", MailAddress::parse)
                                        .orElseGet(() -> new MailAddress("postmaster", domain)))));
    }

    private static TlsFloor floor(String word) {
        return TlsFloor.named(word)
                .orElseThrow(() -> new IllegalArgumentException("expected one of " + TlsFloor.words() + ": " + word));
    }

    private static Fetching fetching(TomlReader reader) {
        return new Fetching(
                reader.flag("fetch.online").orElse(true),
                reader.flag("fetch.https").orElse(false),
                reader.read("fetch.allow", ConfigurationFile::networks).orElse(List.of()),
                reader.read("fetch.proxy", ConfigurationFile::hostAndPort)
                        .map(text -> InetSocketAddress.createUnresolved(
                                text.substring(0, text.lastIndexOf(':')),
                                Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)))));
    }

    private static Optional<PublicTls> publicTls(TomlReader reader, Path data, String host) {
        Optional<String> acme = reader.read("tls.acme", ConfigurationFile::httpsUrl);
        Optional<String> contact =
                reader.read("tls.acme_contact", MailAddress::parse).map(MailAddress::toString);
        Set<String> names = reader.read("tls.acme_names", ConfigurationFile::hostNames)
                .orElse(Set.of(host.toLowerCase(Locale.ROOT)));
        Optional<Path> root = reader.text("tls.acme_root").map(data::resolve);
        boolean agreed = reader.flag("tls.acme_terms_agreed").orElse(false);
        if (acme.isPresent() && !agreed) {
            reader.problem(
                    "tls.acme", "read the terms of the authority and agree to them with: acme_terms_agreed = true");
        }
        return acme.map(url -> new PublicTls(url, contact, names, root));
    }

    private static Set<String> hostNames(String text) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : text.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            // An authority gives certificates to names in the public DNS, which have a dot.
            if (!name.isEmpty() && !new Domain(name).name().contains(".")) {
                throw new IllegalArgumentException("expected host names such as mail.example.org: " + name);
            }
            names.add(name);
        }
        names.remove("");
        if (names.isEmpty() || names.size() > LARGEST_NAMES) {
            throw new IllegalArgumentException("expected 1 to " + LARGEST_NAMES + " host names");
        }
        return names;
    }

    private static String httpsUrl(String text) {
        if (!text.matches("https://[^/\\s]+/\\S*")) {
            throw new IllegalArgumentException("expected https://HOST/PATH, the directory of the authority: " + text);
        }
        return text;
    }

    private static List<String> networks(String text) {
        List<String> networks = Arrays.stream(text.split("[,\\s]+"))
                .filter(one -> !one.isEmpty())
                .toList();
        networks.forEach(Network::of);
        return networks;
    }

    private static Backups backups(TomlReader reader, Path data) {
        Backups standard = Backups.NONE;
        return new Backups(
                reader.text("backup.folder").map(data::resolve),
                reader.number("backup.every_hours", 1, LARGEST_HOURS)
                        .map(Duration::ofHours)
                        .orElse(standard.every()),
                reader.number("backup.keep", 1, LARGEST_KEEP)
                        .map(Long::intValue)
                        .orElse(standard.keep()),
                reader.flag("backup.with_mail").orElse(standard.withMail()),
                reader.text("backup.journal").map(data::resolve),
                reader.number("backup.drill_days", 1, LARGEST_DAYS)
                        .map(Duration::ofDays)
                        .orElse(standard.drillEvery()));
    }

    private static Listeners listeners(TomlReader reader) {
        return new Listeners(
                address(reader, "smtp", "0.0.0.0:25"),
                address(reader, "submission", "0.0.0.0:587"),
                address(reader, "submissions", "0.0.0.0:465"),
                address(reader, "imap", "0.0.0.0:143"),
                address(reader, "imaps", "0.0.0.0:993"),
                address(reader, "pop3", "0.0.0.0:110"),
                address(reader, "pop3s", "0.0.0.0:995"),
                address(reader, "sieve", "0.0.0.0:4190"),
                address(reader, "ldap", "0.0.0.0:389"),
                address(reader, "ldaps", "0.0.0.0:636"),
                address(reader, "https", "0.0.0.0:8443"),
                address(reader, "published", "off"),
                address(reader, "pki", "0.0.0.0:80"),
                address(reader, "enroll", "0.0.0.0:8444"));
    }

    private static Optional<InetSocketAddress> address(TomlReader reader, String name, String standard) {
        String key = "listen." + name;
        String text = reader.text(key).orElse(standard);
        return text.equals("off") ? Optional.empty() : reader.check(key, text, ConfigurationFile::socketAddress);
    }

    static InetSocketAddress socketAddress(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|]$", "");
        if (host.isEmpty()) {
            throw new IllegalArgumentException("expected address:port such as 127.0.0.1:2525, or off: " + text);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), portNumber(text.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no such address on this machine: " + host, e);
        }
    }

    private static String hostAndPort(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("expected host:port such as relay.example.org:25: " + text);
        }
        portNumber(text.substring(colon + 1));
        return text;
    }

    private static int portNumber(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > LARGEST_PORT) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535: " + text);
        }
        return Integer.parseInt(text);
    }

    private static String storeUrl(String text) {
        if (!text.equals("sqlite") && !text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("expected sqlite or jdbc:postgresql://host/database?user=name");
        }
        return text;
    }

    private static Path socketPath(String text) {
        Path path = Path.of(text);
        if (!path.isAbsolute() || text.length() > LONGEST_SOCKET_PATH) {
            throw new IllegalArgumentException("expected an absolute path of at most " + LONGEST_SOCKET_PATH
                    + " characters such as /run/sealpost.sock: " + text);
        }
        return path;
    }

    private static SmimeProfile smimeProfile(String text) {
        return switch (text) {
            case "interoperable" -> SmimeProfile.INTEROPERABLE;
            case "oaep-pss" -> SmimeProfile.OAEP_PSS;
            default -> throw new IllegalArgumentException("expected \"interoperable\" or \"oaep-pss\": " + text);
        };
    }

    private static ReceiptMode receipts(String text) {
        return switch (text) {
            case "never" -> ReceiptMode.NEVER;
            case "colleagues" -> ReceiptMode.COLLEAGUES;
            case "contacts" -> ReceiptMode.CONTACTS;
            default ->
                throw new IllegalArgumentException("expected \"never\", \"colleagues\" or \"contacts\": " + text);
        };
    }

    private static Senders senders(TomlReader reader) {
        return new Senders(
                reader.read("senders.check", ConfigurationFile::senderChecks).orElse(SenderChecks.ENFORCE),
                reader.read("senders.trusted_sealers", ConfigurationFile::domains)
                        .orElse(Set.of()));
    }

    private static Set<Domain> domains(String text) {
        Set<Domain> domains = new LinkedHashSet<>();
        for (String name : text.strip().split("[ ,]+", LARGEST_NAMES + 1)) {
            domains.add(new Domain(name));
        }
        if (domains.size() > LARGEST_NAMES) {
            throw new IllegalArgumentException("expected at most " + LARGEST_NAMES + " domains");
        }
        return domains;
    }

    private static SenderChecks senderChecks(String text) {
        return switch (text) {
            case "enforce" -> SenderChecks.ENFORCE;
            case "mark" -> SenderChecks.MARK;
            case "off" -> SenderChecks.OFF;
            default -> throw new IllegalArgumentException("expected \"enforce\", \"mark\" or \"off\": " + text);
        };
    }

    private static Anonymous anonymous(String text) {
        return switch (text) {
            case "none" -> Anonymous.NONE;
            case "certificates" -> Anonymous.CERTIFICATES;
            case "address-book" -> Anonymous.ADDRESS_BOOK;
            default ->
                throw new IllegalArgumentException("expected \"none\", \"certificates\" or \"address-book\": " + text);
        };
    }

    private static String httpUrl(String text) {
        if (!text.startsWith("http://")) {
            // RFC 5280 section 8: fetching a CRL over https may need that very CRL.
            throw new IllegalArgumentException(
                    "expected a URL that starts with http://, since CRLs are fetched without TLS");
        }
        return text.replaceAll("/$", "");
    }

    private static String port(Listeners listeners) {
        return listeners
                .pki()
                .filter(address -> address.getPort() != 80)
                .map(address -> ":" + address.getPort())
                .orElse("");
    }
}
