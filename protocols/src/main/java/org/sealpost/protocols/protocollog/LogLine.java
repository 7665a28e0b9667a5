package org.sealpost.protocols.protocollog;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of the protocol log.
 *
 * @param session the same for all lines of one connection
 * @param sequence counts the lines of a session from 0
 * @param event {@code +} connected, {@code -} ended, {@code >} sent by us, {@code <} sent to us, {@code *} anything else
 */
public record LogLine(
        Instant at,
        String connector,
        String session,
        int sequence,
        String local,
        String remote,
        String event,
        String data,
        String context) {
    /** The names of the columns, in their order. */
    public static final List<String> COLUMNS = List.of(
            "date-time",
            "connector-id",
            "session-id",
            "sequence-number",
            "local-endpoint",
            "remote-endpoint",
            "event",
            "data",
            "context");

    /** The values of the columns, in their order. */
    public List<String> values() {
        return List.of(
                at.toString(), connector, session, String.valueOf(sequence), local, remote, event, data, context);
    }

    /** As a record of RFC 4180, without the end of the line; whatever was said, it is one line. */
    String csv() {
        return String.join(",", values().stream().map(LogLine::quoted).toList());
    }

    private static String quoted(String value) {
        String plain = value.replaceAll("\\p{Cntrl}", "?");
        return plain.indexOf(',') < 0 && plain.indexOf('"') < 0 ? plain : '"' + plain.replace("\"", "\"\"") + '"';
    }

    /** Empty for a heading, or what a crash or a full disk has left of a line. */
    static Optional<LogLine> parse(String line) {
        List<String> values = split(line);
        if (line.startsWith("#") || values.size() != COLUMNS.size()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LogLine(
                    Instant.parse(values.get(0)),
                    values.get(1),
                    values.get(2),
                    Integer.parseInt(values.get(3)),
                    values.get(4),
                    values.get(5),
                    values.get(6),
                    values.get(7),
                    values.get(8)));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static List<String> split(String line) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char next = line.charAt(i);
            if (next == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                value.append('"');
                i++;
            } else if (next == '"') {
                quoted = !quoted;
            } else if (next == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(next);
            }
        }
        values.add(value.toString());
        return values;
    }
}
