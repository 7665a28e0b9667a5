package org.sealpost.app.doctor;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sealpost.app.House;
import org.sealpost.mail.Domain;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Whether other servers find us: the MX record of each domain, as far as a name server can be reached. */
final class DnsChecks implements Check {
    private static final String ID = "SP-DNS-001";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final House house;

    DnsChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        return house.directory().domains().stream().map(this::check).toList();
    }

    private Diagnosis check(Domain domain) {
        Lookup lookup;
        try {
            lookup = lookup(domain);
        } catch (TextParseException | UnknownHostException e) {
            return Diagnosis.notTested(ID, "no name server is set up on this machine");
        }
        Record[] found = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> judge(domain, exchangers(found));
            case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> judge(domain, List.of());
            default -> Diagnosis.notTested(ID, "no name server answers for the MX record of " + domain);
        };
    }

    private Diagnosis judge(Domain domain, List<String> exchangers) {
        String host = house.configuration().hostName().toLowerCase(Locale.ROOT);
        String found = domain + " has MX " + (exchangers.isEmpty() ? "no record" : String.join(", ", exchangers));
        return exchangers.contains(host)
                ? Diagnosis.good(ID, found)
                : Diagnosis.warning(
                        ID,
                        "mail from other servers for " + domain + " does not come here",
                        found + "; expected " + host,
                        "publish in the DNS: " + domain + ". MX 10 " + host + ".");
    }

    private static Lookup lookup(Domain domain) throws TextParseException, UnknownHostException {
        SimpleResolver resolver = new SimpleResolver();
        resolver.setTimeout(PATIENCE);
        Lookup lookup = new Lookup(domain.name() + ".", Type.MX);
        lookup.setResolver(resolver);
        lookup.setCache(null);
        return lookup;
    }

    private static List<String> exchangers(Record[] records) {
        return Arrays.stream(records)
                .filter(MXRecord.class::isInstance)
                .map(record -> ((MXRecord) record).getTarget().toString(true).toLowerCase(Locale.ROOT))
                .toList();
    }
}
