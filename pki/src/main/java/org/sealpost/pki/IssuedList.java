package org.sealpost.pki;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.AdoptedSerials.Known;
import org.sealpost.pki.IssuedCertificates.Revocation;

/**
 * What an authority issued before it came to the house, as other programs list it: the {@code index.txt} of OpenSSL, the table of AD
 * CS ({@code certutil -view ... csv}), or the certificates themselves.
 */
public final class IssuedList {
    private static final int LINES_LIMIT = 2_000_000;
    private static final Pattern OPENSSL =
            Pattern.compile("([VRE])\\t(\\d{12,14}Z)\\t([^\\t]*)\\t([0-9A-Fa-f]+)\\t[^\\t]*\\t(.*)");
    private static final Pattern HEX = Pattern.compile("(?:0[xX])?([0-9a-fA-F]{1,40})");
    private static final Pattern AD_REVOKED = Pattern.compile("(?i).*(\\b21\\b|revoked|0x15\\b).*");
    private static final Pattern CODE = Pattern.compile("^\\s*(?:0x)?(\\d+)");
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ofPattern("M/d/yyyy h:mm a", Locale.US),
            DateTimeFormatter.ofPattern("M/d/yyyy H:mm", Locale.US),
            DateTimeFormatter.ofPattern("d.M.yyyy H:mm", Locale.ROOT),
            DateTimeFormatter.ofPattern("yyyy-M-d H:mm[:ss]", Locale.ROOT));

    private IssuedList() {}

    /**
     * Reads a list or certificates.
     *
     * @param authority whose certificates count; others in the file are left out
     * @param now taken for the time of a revocation that cannot be read
     * @throws IllegalArgumentException if it is none of the forms, or a line cannot be read
     */
    public static List<Known> read(byte[] content, byte[] authority, Instant now) {
        String text = new String(content, StandardCharsets.UTF_8);
        Optional<String> first = text.lines().filter(line -> !line.isBlank()).findFirst();
        if (first.filter(line -> OPENSSL.matcher(line).matches()).isPresent()) {
            return index(text);
        }
        if (first.filter(line -> line.toLowerCase(Locale.ROOT).contains("serial") && line.contains(","))
                .isPresent()) {
            return table(text, now);
        }
        return certificates(content, CertificateAuthority.certificate(authority));
    }

    private static List<Known> certificates(byte[] content, X509Certificate authority) {
        return ForeignFile.read(content, new char[0]).certificates().stream()
                .map(one -> CertificateAuthority.certificate(one.der()))
                .filter(one -> one.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
                        && AuthorityChecking.isSigned(one, authority)
                        && !one.getSerialNumber().equals(authority.getSerialNumber()))
                .map(one -> new Known(
                        one.getSerialNumber(),
                        one.getSubjectX500Principal().getName(),
                        Optional.of(one.getNotAfter().toInstant()),
                        Optional.empty()))
                .toList();
    }

    private static List<Known> index(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .limit(LINES_LIMIT)
                .map(line -> {
                    Matcher parts = OPENSSL.matcher(line);
                    AuthorityChecking.require(parts.matches(), "expected a line of index.txt: " + line);
                    BigInteger serial = new BigInteger(parts.group(4), 16);
                    return new Known(
                            serial,
                            parts.group(5),
                            Optional.of(asn1Time(parts.group(2))),
                            parts.group(1).equals("R")
                                    ? Optional.of(revocation(serial, parts.group(3)))
                                    : Optional.empty());
                })
                .toList();
    }

    /** {@code YYMMDDHHMMSSZ,reason[,more]}. */
    private static Revocation revocation(BigInteger serial, String told) {
        String[] parts = told.split(",", -1);
        String word = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "";
        RevocationReason reason = switch (word) {
            case "keycompromise", "keytime" -> RevocationReason.KEY_COMPROMISE;
            case "cacompromise", "cakeytime" -> RevocationReason.CA_COMPROMISE;
            case "affiliationchanged" -> RevocationReason.AFFILIATION_CHANGED;
            case "superseded" -> RevocationReason.SUPERSEDED;
            case "cessationofoperation" -> RevocationReason.CESSATION_OF_OPERATION;
            case "certificatehold", "holdinstruction" -> RevocationReason.CERTIFICATE_HOLD;
            default -> RevocationReason.UNSPECIFIED;
        };
        return new Revocation(serial, asn1Time(parts[0]), reason);
    }

    /** UTCTime or GeneralizedTime; two digits of a year as in RFC 5280 section 4.1.2.5.1. */
    private static Instant asn1Time(String text) {
        try {
            String digits = text.replace("Z", "");
            String year = digits.length() == 12 ? (Integer.parseInt(digits.substring(0, 2)) < 50 ? "20" : "19") : "";
            return LocalDateTime.parse(year + digits, DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException("expected a time such as 261122081500Z: " + text, e);
        }
    }

    private static List<Known> table(String text, Instant now) {
        List<List<String>> rows = text.lines()
                .filter(line -> !line.isBlank())
                .limit(LINES_LIMIT)
                .map(IssuedList::cells)
                .toList();
        List<String> heading = rows.getFirst().stream()
                .map(cell -> cell.toLowerCase(Locale.ROOT).replace(" ", ""))
                .toList();
        Columns columns = new Columns(
                column(heading, "serial"),
                column(heading, "commonname"),
                column(heading, "expiration", "notafter"),
                column(heading, "disposition"),
                column(heading, "revocationdate", "revokedwhen", "revokedeffectivewhen"),
                column(heading, "revocationreason", "revokedreason"));
        List<Known> found = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            Matcher serial = HEX.matcher(cell(row, columns.serial()).replace(" ", ""));
            // Requests that were denied or wait have no number.
            if (serial.matches()) {
                found.add(columns.known(row, new BigInteger(serial.group(1), 16), now));
            }
        }
        return found;
    }

    private record Columns(int serial, int name, int end, int disposition, int revoked, int reason) {
        Known known(List<String> row, BigInteger number, Instant now) {
            boolean isRevoked = AD_REVOKED.matcher(cell(row, disposition)).matches()
                    || date(cell(row, revoked)).isPresent();
            Matcher code = CODE.matcher(cell(row, reason));
            int told = code.find() ? Integer.parseInt(code.group(1)) : 0;
            return new Known(
                    number,
                    cell(row, name),
                    date(cell(row, end)),
                    isRevoked
                            ? Optional.of(new Revocation(
                                    number, date(cell(row, revoked)).orElse(now), IssuedList.reasonOf(told)))
                            : Optional.empty());
        }
    }

    private static RevocationReason reasonOf(int code) {
        for (RevocationReason reason : RevocationReason.values()) {
            if (reason.code() == code) {
                return reason;
            }
        }
        return RevocationReason.UNSPECIFIED;
    }

    private static Optional<Instant> date(String text) {
        return DATES.stream().flatMap(format -> date(text, format).stream()).findFirst();
    }

    private static Optional<Instant> date(String text, DateTimeFormatter format) {
        try {
            return Optional.of(LocalDateTime.parse(text.strip().replace('\u202f', ' '), format)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int column(List<String> heading, String... names) {
        for (int i = 0; i < heading.size(); i++) {
            for (String name : names) {
                if (heading.get(i).contains(name)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static String cell(List<String> row, int column) {
        return column < 0 || column >= row.size() ? "" : row.get(column);
    }

    /** RFC 4180: commas inside quotes belong to the text. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char one = line.charAt(i);
            if (one == '"') {
                quoted = !quoted;
            } else if (one == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(one);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
