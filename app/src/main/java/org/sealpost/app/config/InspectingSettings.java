package org.sealpost.app.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.app.config.Configuration.AgentProgram;
import org.sealpost.app.config.Configuration.Inspecting;
import org.sealpost.app.config.Configuration.QuarantineTerms;
import org.sealpost.app.config.Configuration.Scanners;
import org.sealpost.app.config.Configuration.Spam;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.InspectionSettings;
import org.sealpost.policy.SpamSettings;
import org.sealpost.protocols.scan.IcapPlace;
import org.sealpost.protocols.scan.Peer;
import org.sealpost.transport.Agent;
import org.sealpost.transport.Agent.Power;

/** Reads what the configuration says of scanners, of the quarantine and of agents. */
final class InspectingSettings {
    private static final int MOST_SECONDS = 600;
    private static final int MOST_DAYS = 366;
    private static final int MOST_MEGABYTES = 64 * 1024;
    private static final long MEGABYTE = 1024L * 1024;
    private static final long AGENT_SECONDS = 30;
    private static final long AGENT_MEMORY = 512;
    private static final long AGENT_MESSAGE = 64;
    private static final int MOST_POINTS = 10_000;
    private static final int MOST_AGENTS = 20;
    private static final int MOST_INSPECTORS = 20;

    private final TomlReader reader;

    private InspectingSettings(TomlReader reader) {
        this.reader = reader;
    }

    static Inspecting read(TomlReader reader) {
        return new InspectingSettings(reader).read();
    }

    private Inspecting read() {
        Inspecting usual = Inspecting.NOTHING;
        InspectionSettings standard = usual.settings();
        return new Inspecting(
                new InspectionSettings(
                        oneOf("inspection.encrypted", InspectionSettings.Encrypted.values())
                                .orElse(standard.encrypted()),
                        oneOf("inspection.unread", InspectionSettings.Unread.values())
                                .orElse(standard.unread()),
                        oneOf("inspection.failure", InspectionSettings.Failure.values())
                                .orElse(standard.failure())),
                new Scanners(
                        reader.read("inspection.clamav", Peer::parse),
                        reader.read("inspection.icap", IcapPlace::parse)),
                reader.number("inspection.seconds", 1, MOST_SECONDS)
                        .map(Duration::ofSeconds)
                        .orElse(usual.patience()),
                reader.read("inspection.inspectors", InspectingSettings::addresses)
                        .orElse(List.of()),
                new QuarantineTerms(
                        reader.number("quarantine.keep_days", 1, MOST_DAYS)
                                .map(Duration::ofDays)
                                .orElse(usual.quarantine().keep()),
                        reader.flag("quarantine.tell_senders")
                                .orElse(usual.quarantine().tellsSenders()),
                        reader.flag("quarantine.tell_recipients")
                                .orElse(usual.quarantine().tellsRecipients())),
                spam(),
                agents());
    }

    private Optional<Spam> spam() {
        Optional<Peer> assassin = reader.read("spam.spamassassin", Peer::parse);
        Optional<Peer> rspamd = reader.read("spam.rspamd", Peer::parse);
        if (assassin.isPresent() && rspamd.isPresent()) {
            reader.problem("spam.rspamd", "expected one filter, spamassassin or rspamd");
        }
        SpamSettings settings = new SpamSettings(
                points("spam.junk_at"),
                points("spam.quarantine_at"),
                points("spam.refuse_at"),
                oneOf("spam.failure", InspectionSettings.Failure.values()).orElse(InspectionSettings.Failure.DEFER)
                        == InspectionSettings.Failure.DEFER);
        return assassin.map(peer -> new Spam(Spam.Kind.SPAMASSASSIN, peer, settings))
                .or(() -> rspamd.map(peer -> new Spam(Spam.Kind.RSPAMD, peer, settings)));
    }

    private Optional<Integer> points(String key) {
        return reader.number(key, 1, MOST_POINTS).map(Long::intValue);
    }

    private List<AgentProgram> agents() {
        List<String> names = reader.tables("agent");
        if (names.size() > MOST_AGENTS) {
            reader.problem("agent", "expected at most " + MOST_AGENTS + " agents");
        }
        return names.stream()
                .limit(MOST_AGENTS)
                .flatMap(name -> agent(name).stream())
                .toList();
    }

    private Optional<AgentProgram> agent(String name) {
        String key = "agent." + name + ".";
        Optional<List<String>> command = reader.read(key + "command", InspectingSettings::command);
        Optional<Power> power = oneOf(key + "power", Power.values());
        Set<String> origins =
                reader.read(key + "mail", InspectingSettings::origins).orElse(Set.of("submitted", "received"));
        boolean failsClosed =
                reader.read(key + "on_failure", InspectingSettings::failsClosed).orElse(true);
        boolean breaks = reader.flag(key + "break_signatures").orElse(false);
        long seconds = reader.number(key + "seconds", 1, MOST_SECONDS).orElse(AGENT_SECONDS);
        long memory = reader.number(key + "memory_mb", 1, MOST_MEGABYTES).orElse(AGENT_MEMORY);
        long message = reader.number(key + "message_mb", 1, 1_024).orElse(AGENT_MESSAGE);
        if (reader.isAbsent(key + "command") || reader.isAbsent(key + "power")) {
            reader.problem("agent." + name, "expected command and power");
        }
        if (breaks && power.isPresent() && power.get() != Power.MODIFY) {
            reader.problem(key + "break_signatures", "only an agent with power = \"modify\" could break one");
        }
        return command.isEmpty() || power.isEmpty()
                ? Optional.empty()
                : Optional.of(new AgentProgram(
                        new Agent.Terms(
                                name,
                                power.get(),
                                origins,
                                failsClosed,
                                breaks,
                                Duration.ofSeconds(seconds),
                                message * MEGABYTE),
                        command.get(),
                        memory * MEGABYTE));
    }

    private static List<String> command(String text) {
        List<String> words = Arrays.stream(text.strip().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty() || !words.getFirst().startsWith("/")) {
            throw new IllegalArgumentException("expected a program with its whole path, and what it is told: " + text);
        }
        return words;
    }

    private static Set<String> origins(String text) {
        Set<String> origins =
                new LinkedHashSet<>(List.of(text.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)));
        if (!List.of("submitted", "received").containsAll(origins)) {
            throw new IllegalArgumentException("expected submitted, received or both: " + text);
        }
        return origins;
    }

    private static boolean failsClosed(String text) {
        return switch (text) {
            case "defer" -> true;
            case "skip" -> false;
            default -> throw new IllegalArgumentException("expected \"defer\" or \"skip\": " + text);
        };
    }

    private static List<MailAddress> addresses(String text) {
        List<MailAddress> addresses = Arrays.stream(text.split("[,\\s]+", -1))
                .filter(one -> !one.isEmpty())
                .map(MailAddress::parse)
                .toList();
        if (addresses.size() > MOST_INSPECTORS) {
            throw new IllegalArgumentException("expected at most " + MOST_INSPECTORS + " addresses");
        }
        return addresses;
    }

    private <T extends Enum<T>> Optional<T> oneOf(String key, T[] all) {
        return reader.read(
                key,
                text -> Arrays.stream(all)
                        .filter(one -> word(one).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("expected "
                                + Arrays.stream(all)
                                        .map(one -> "\"" + word(one) + "\"")
                                        .collect(Collectors.joining(" or "))
                                + ": " + text)));
    }

    private static String word(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
