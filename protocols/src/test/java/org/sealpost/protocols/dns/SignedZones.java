package org.sealpost.protocols.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A small tree of zones under {@code test.}, some of them signed, served by BIND and resolved by an unbound that passes
 * signatures on without looking at them, as the resolver of many a network does.
 */
public final class SignedZones implements AutoCloseable {
    private static final int SECONDS = 30;

    private final Path folder;
    private final Map<String, String> zones = new LinkedHashMap<>();
    private final List<String> signed = new ArrayList<>();
    private final List<String> forged = new ArrayList<>();
    private final List<Process> running = new ArrayList<>();
    private final int resolverPort = FreePort.find();
    private String anchor = "";

    public SignedZones() throws IOException {
        folder = TestFolders.make("zones");
    }

    /** Records as in a zone file, names relative to the zone. */
    public SignedZones unsigned(String zone, String records) {
        zones.put(zone, records);
        return this;
    }

    public SignedZones signed(String zone, String records) {
        signed.add(zone);
        return unsigned(zone, records);
    }

    /** Signed, and its addresses changed afterwards. */
    public SignedZones forged(String zone, String records) {
        forged.add(zone);
        return signed(zone, records);
    }

    public SignedZones start() throws IOException, InterruptedException {
        StringBuilder root = new StringBuilder("ns A 127.0.0.1\n");
        for (Map.Entry<String, String> zone : zones.entrySet()) {
            write(zone.getKey(), zone.getValue());
            String label = zone.getKey().substring(0, zone.getKey().indexOf('.'));
            root.append(label).append(" NS ns\n");
            if (signed.contains(zone.getKey())) {
                root.append(sign(zone.getKey()));
            }
        }
        write("test", root.toString());
        var _ = sign("test");
        anchor = Files.readAllLines(folder.resolve("test.ksk")).stream()
                .filter(line -> line.contains("DNSKEY"))
                .findFirst()
                .orElseThrow();
        for (String zone : forged) {
            Path file = folder.resolve(zone + ".zone.signed");
            Files.writeString(file, Files.readString(file).replace("127.0.0.20", "127.0.0.29"));
        }
        int authority = FreePort.find();
        Files.writeString(folder.resolve("named.conf"), namedConf(authority));
        Files.writeString(folder.resolve("unbound.conf"), unboundConf(authority));
        serve("named", "-g", "-c", "named.conf");
        serve("unbound", "-d", "-p", "-c", "unbound.conf");
        await();
        return this;
    }

    private void write(String zone, String records) throws IOException {
        Files.writeString(
                folder.resolve(zone + ".zone"),
                "$ORIGIN " + zone + ".\n$TTL 1\n@ SOA ns.test. root.test. 1 300 300 3600 1\n@ NS ns.test.\n" + records
                        + "\n");
    }

    /** The DS records of the zone. */
    private String sign(String zone) throws IOException, InterruptedException {
        String ksk = run("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", zone)
                .strip();
        String zsk = run("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", zone).strip();
        Path file = folder.resolve(zone + ".zone");
        Files.writeString(
                file,
                Files.readString(file)
                        + Files.readString(folder.resolve(ksk + ".key"))
                        + Files.readString(folder.resolve(zsk + ".key")));
        Files.copy(folder.resolve(ksk + ".key"), folder.resolve(zone + ".ksk"));
        var _ = run("dnssec-signzone", "-q", "-S", "-x", "-N", "increment", "-o", zone, zone + ".zone");
        return run("dnssec-dsfromkey", "-2", ksk + ".key");
    }

    private String namedConf(int port) {
        StringBuilder conf =
                new StringBuilder("""
                options { directory "FOLDER"; listen-on port PORT { 127.0.0.1; }; listen-on-v6 { none; }; recursion no;
                  pid-file "FOLDER/named.pid"; session-keyfile "FOLDER/session.key"; allow-query { any; };
                  dnssec-validation no; empty-zones-enable no; };
                controls { };
                zone "test" { type primary; file "test.zone.signed"; };
                """.replace("FOLDER", folder.toString()).replace("PORT", String.valueOf(port)));
        for (String zone : zones.keySet()) {
            String file = zone + ".zone" + (signed.contains(zone) ? ".signed" : "");
            conf.append("zone \"" + zone + "\" { type primary; file \"" + file + "\"; };\n");
        }
        return conf.toString();
    }

    private String unboundConf(int authority) {
        return """
                server:
                  interface: 127.0.0.1
                  port: RESOLVER
                  do-not-query-localhost: no
                  do-daemonize: no
                  username: ""
                  chroot: ""
                  directory: "FOLDER"
                  pidfile: "FOLDER/unbound.pid"
                  use-syslog: no
                  module-config: "iterator"
                  local-zone: "test." nodefault
                  do-ip6: no
                  cache-max-ttl: 1
                  cache-max-negative-ttl: 1
                stub-zone:
                  name: "test"
                  stub-addr: 127.0.0.1@AUTHORITY
                remote-control:
                  control-enable: no
                """.replace("RESOLVER", String.valueOf(resolverPort))
                .replace("FOLDER", folder.toString())
                .replace("AUTHORITY", String.valueOf(authority));
    }

    private void serve(String... command) throws IOException {
        running.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(command[0] + ".log").toFile())
                .start());
    }

    private void await() throws IOException, InterruptedException {
        Message question = Message.newQuery(Record.newRecord(Name.fromString("test."), Type.DNSKEY, DClass.IN));
        for (int i = 0; i < SECONDS * 5; i++) {
            try {
                if (!resolver()
                        .send(question)
                        .getSection(org.xbill.DNS.Section.ANSWER)
                        .isEmpty()) {
                    return;
                }
            } catch (IOException e) {
                // Not there yet.
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("the name servers do not start: "
                + Files.readString(folder.resolve("named.log")) + Files.readString(folder.resolve("unbound.log")));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("run.out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("run.err").toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + ": " + Files.readString(folder.resolve("run.err")));
        }
        return Files.readString(output);
    }

    /** One that passes signatures on. */
    public Resolver resolver() {
        try {
            SimpleResolver resolver = new SimpleResolver("127.0.0.1");
            resolver.setPort(resolverPort);
            resolver.setTimeout(Duration.ofSeconds(5));
            return resolver;
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks signatures down from the key of {@code test.} */
    public SecureDns checked() {
        return SecureDns.checked(this::resolver, new ByteArrayInputStream(anchor.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The key of {@code test.} as it stands in a zone file. */
    public String anchor() {
        return anchor;
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
    }
}
