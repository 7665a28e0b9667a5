package org.sealpost.protocols.tlsrpt;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.protocols.dns.DnsAnswer;
import org.sealpost.protocols.dns.SecureDns;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Where a domain wants to be told how connections to its servers went, RFC 8460 section 3.
 *
 * @param answered whether the DNS told it; else nobody knows
 */
public record ReportAddresses(boolean answered, List<MailAddress> mail, List<URI> web) {
    private static final int LIMIT = 5;

    public ReportAddresses {
        mail = List.copyOf(mail);
        web = List.copyOf(web);
    }

    static ReportAddresses of(SecureDns dns, Domain domain) {
        DnsAnswer answer = dns.ask("_smtp._tls." + domain, Type.TXT);
        return answer.isFailed()
                ? new ReportAddresses(false, List.of(), List.of())
                : read(answer.all(TXTRecord.class).stream()
                        .map(record -> String.join("", record.getStrings()))
                        .toList());
    }

    /** Exactly one record of this kind says that reports are wanted. Addresses of kinds that nobody knows are left out. */
    public static ReportAddresses read(List<String> texts) {
        List<String> records = texts.stream()
                .filter(text -> text.matches("(?s)v=TLSRPTv1\\s*;.*"))
                .toList();
        List<MailAddress> mail = new ArrayList<>();
        List<URI> web = new ArrayList<>();
        if (records.size() == 1) {
            Arrays.stream(records.getFirst().split(";"))
                    .map(String::strip)
                    .filter(field -> field.startsWith("rua="))
                    .limit(1)
                    .flatMap(field ->
                            Arrays.stream(field.substring("rua=".length()).split(",")))
                    .map(String::strip)
                    .limit(LIMIT)
                    .forEach(address -> add(address, mail, web));
        }
        return new ReportAddresses(true, mail, web);
    }

    private static void add(String address, List<MailAddress> mail, List<URI> web) {
        String lower = address.toLowerCase(Locale.ROOT);
        try {
            if (lower.startsWith("mailto:")) {
                String path = address.substring("mailto:".length()).replaceFirst("\\?.*", "");
                // A plus sign stands for itself there (RFC 6068).
                mail.add(MailAddress.parse(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)));
            } else if (lower.startsWith("https:")) {
                URI uri = URI.create(address);
                if (uri.getHost() != null && uri.getUserInfo() == null) {
                    web.add(uri);
                }
            }
        } catch (IllegalArgumentException e) {
            // Not an address; the others may be.
        }
    }
}
