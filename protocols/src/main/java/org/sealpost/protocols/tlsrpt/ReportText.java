package org.sealpost.protocols.tlsrpt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.policy.TlsReport;

/** A report as JSON, RFC 8460 section 4.4. */
public final class ReportText {
    /** So long is a report at most that is read, unpacked. */
    static final int LIMIT_BYTES = 1024 * 1024;

    private static final int DEPTH_LIMIT = 10;
    private static final int NUMBER_LIMIT = 18;
    private static final long LARGEST_COUNT = 1_000_000_000_000L;
    private static final int STRING_LIMIT = 64 * 1024;
    private static final int WORD_LIMIT = 255;
    private static final int LIST_LIMIT = 100;
    private static final int SECTIONS_LIMIT = 100;
    private static final int DETAILS_LIMIT = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_LIMIT)
                    .maxNumberLength(NUMBER_LIMIT)
                    .maxStringLength(STRING_LIMIT)
                    .maxDocumentLength(LIMIT_BYTES)
                    .build())
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private ReportText() {}

    /** What came is no report. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    public static String write(TlsReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.getFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("organization-name", report.organization());
            json.writeObjectFieldStart("date-range");
            json.writeStringField("start-datetime", time(report.begins()));
            json.writeStringField("end-datetime", time(report.ends()));
            json.writeEndObject();
            json.writeStringField("contact-info", report.contact());
            json.writeStringField("report-id", report.id());
            json.writeArrayFieldStart("policies");
            for (TlsReport.Section section : report.sections()) {
                write(json, section);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void write(JsonGenerator json, TlsReport.Section section) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("policy");
        json.writeStringField("policy-type", section.kind());
        if (!section.text().isEmpty()) {
            write(json, "policy-string", section.text());
        }
        json.writeStringField("policy-domain", section.of());
        if (!section.hosts().isEmpty()) {
            write(json, "mx-host", section.hosts());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("summary");
        json.writeNumberField("total-successful-session-count", section.successes());
        json.writeNumberField("total-failure-session-count", section.failures());
        json.writeEndObject();
        if (!section.details().isEmpty()) {
            json.writeArrayFieldStart("failure-details");
            for (TlsReport.Failure failure : section.details()) {
                write(json, failure);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, TlsReport.Failure failure) throws IOException {
        json.writeStartObject();
        json.writeStringField("result-type", failure.result());
        writeKnown(json, "sending-mta-ip", failure.from());
        writeKnown(json, "receiving-mx-hostname", failure.host());
        writeKnown(json, "receiving-ip", failure.to());
        json.writeNumberField("failed-session-count", failure.count());
        json.writeEndObject();
    }

    private static void writeKnown(JsonGenerator json, String name, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    /** Reads what somebody sent; what nobody needs may be missing, and what is unknown is skipped. */
    public static TlsReport read(byte[] text) throws Unreadable {
        JsonNode root = parse(text);
        JsonNode range = root.path("date-range");
        TlsReport report = new TlsReport(
                needed(root, "organization-name"),
                time(needed(range, "start-datetime")),
                time(needed(range, "end-datetime")),
                word(root, "contact-info"),
                needed(root, "report-id"),
                sections(root.path("policies")));
        if (report.sections().isEmpty()) {
            throw new Unreadable("it has no policies");
        }
        return report;
    }

    private static JsonNode parse(byte[] text) throws Unreadable {
        try (JsonParser parser = JSON.getFactory().createParser(text)) {
            JsonNode root = JSON.readTree(parser);
            if (root == null || !root.isObject()) {
                throw new Unreadable("it is no JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new Unreadable("it is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<TlsReport.Section> sections(JsonNode policies) throws Unreadable {
        if (policies.size() > SECTIONS_LIMIT) {
            throw new Unreadable("it has over " + SECTIONS_LIMIT + " policies");
        }
        List<TlsReport.Section> sections = new ArrayList<>();
        int room = DETAILS_LIMIT;
        for (JsonNode one : policies) {
            JsonNode policy = one.path("policy");
            JsonNode summary = one.path("summary");
            List<TlsReport.Failure> details = details(one.path("failure-details"), room);
            room -= details.size();
            sections.add(new TlsReport.Section(
                    needed(policy, "policy-type"),
                    needed(policy, "policy-domain"),
                    words(policy.path("policy-string")),
                    words(policy.path("mx-host")),
                    number(summary, "total-successful-session-count"),
                    number(summary, "total-failure-session-count"),
                    details));
        }
        return sections;
    }

    private static List<TlsReport.Failure> details(JsonNode all, int room) throws Unreadable {
        List<TlsReport.Failure> details = new ArrayList<>();
        for (JsonNode one : all) {
            if (details.size() == room) {
                break;
            }
            details.add(new TlsReport.Failure(
                    needed(one, "result-type"),
                    word(one, "sending-mta-ip"),
                    word(one, "receiving-mx-hostname"),
                    word(one, "receiving-ip"),
                    number(one, "failed-session-count")));
        }
        return details;
    }

    /** A list, or, as some write it, one text. */
    private static List<String> words(JsonNode node) {
        List<String> words = new ArrayList<>();
        if (node.isTextual()) {
            words.add(clean(node.asText()));
        }
        for (JsonNode one : node) {
            if (one.isTextual() && words.size() < LIST_LIMIT) {
                words.add(clean(one.asText()));
            }
        }
        return words;
    }

    private static String needed(JsonNode node, String name) throws Unreadable {
        String word = word(node, name);
        if (word.isEmpty()) {
            throw new Unreadable("it has no " + name);
        }
        return word;
    }

    private static String word(JsonNode node, String name) {
        return node.path(name).isTextual() ? clean(node.path(name).asText()) : "";
    }

    /** It is shown to people and programs. */
    private static String clean(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.substring(0, Math.min(line.length(), WORD_LIMIT));
    }

    private static long number(JsonNode node, String name) throws Unreadable {
        JsonNode number = node.path(name);
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.asLong() < 0
                || number.asLong() > LARGEST_COUNT) {
            throw new Unreadable("its " + name + " is no count");
        }
        return number.asLong();
    }

    private static Instant time(String text) throws Unreadable {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Unreadable("its time is none: " + text);
        }
    }
}
