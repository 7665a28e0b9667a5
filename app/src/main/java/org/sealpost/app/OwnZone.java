package org.sealpost.app;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.DomainKey;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.protocols.dns.Tlsa;
import org.sealpost.protocols.dns.WantedRecord;
import org.xbill.DNS.Type;

/** What belongs into the DNS for a domain of ours. */
public final class OwnZone {
    private static final int SMTP_PORT = 25;
    /** RFC 8314 section 7.3 and RFC 6186: where mail programs look for the doors with TLS at once. */
    private static final Map<String, Integer> SERVICES = services();

    private final String hostName;
    private final Optional<X509Certificate> certificate;
    private final MailAddress reports;

    /** {@code certificate}: what the server shows in TLS; {@code reports}: who is told by others how TLS went. */
    public OwnZone(String hostName, Optional<X509Certificate> certificate, MailAddress reports) {
        this.hostName = hostName;
        this.reports = reports;
        this.certificate = certificate;
    }

    private static Map<String, Integer> services() {
        Map<String, Integer> services = new LinkedHashMap<>();
        services.put("submissions", 465);
        services.put("imaps", 993);
        services.put("pop3s", 995);
        return services;
    }

    /** Of a domain whose mailboxes are here; {@code key}: with which its mail is signed. */
    public List<WantedRecord> here(Domain domain, Optional<DomainKey> key) {
        List<WantedRecord> records = new ArrayList<>(behind(domain, key));
        SERVICES.forEach((service, port) -> records.add(WantedRecord.of(
                "mail programs find this server",
                "_" + service + "._tcp." + domain.name(),
                Type.SRV,
                "0 1 " + port + " " + hostName + ".")));
        return records;
    }

    /** Of a domain whose mailboxes lie on a server behind this one; {@code key}: with which its mail is signed. */
    public List<WantedRecord> behind(Domain domain, Optional<DomainKey> key) {
        String name = domain.name();
        List<WantedRecord> records = new ArrayList<>();
        records.add(WantedRecord.of("mail for the domain comes here", name, Type.MX, "10 " + hostName + "."));
        records.add(WantedRecord.proposed("who may send for the domain (SPF)", name, "v=spf1 mx -all", "v=spf1"));
        records.add(WantedRecord.proposed(
                "what others do with forged mail (DMARC)",
                "_dmarc." + name,
                "v=DMARC1; p=quarantine; rua=mailto:postmaster@" + name,
                "v=DMARC1"));
        records.add(WantedRecord.proposed(
                "other servers tell how TLS with this one went (TLS-RPT)",
                "_smtp._tls." + name,
                "v=TLSRPTv1; rua=mailto:" + reports,
                "v=TLSRPTv1"));
        key.ifPresent(one -> records.add(WantedRecord.of(
                "key of the domain's signatures (DKIM)", one.recordName(), Type.TXT, one.recordText())));
        return records;
    }

    /** Of this machine, for all domains. */
    public List<WantedRecord> host() {
        return certificate
                .map(shown -> WantedRecord.of(
                        "other servers know the key of this one (DANE; counts in a signed zone only)",
                        "_" + SMTP_PORT + "._tcp." + hostName,
                        Type.TLSA,
                        Tlsa.ofOwnKey(shown).toString()))
                .stream()
                .toList();
    }
}
