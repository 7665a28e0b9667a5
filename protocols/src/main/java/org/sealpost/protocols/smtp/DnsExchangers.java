package org.sealpost.protocols.smtp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.protocols.dns.DnsAnswer;
import org.sealpost.protocols.dns.SecureDns;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Type;

/** Asks the DNS for mail exchangers. */
public final class DnsExchangers implements Exchangers {
    private static final int HOSTS_LIMIT = 10;
    private static final EnhancedStatus NO_ANSWER = new EnhancedStatus(4, 4, 3);
    private static final EnhancedStatus NO_SUCH_DOMAIN = new EnhancedStatus(5, 1, 2);
    private static final EnhancedStatus TAKES_NO_MAIL = new EnhancedStatus(5, 1, 10);
    private static final EnhancedStatus LOOP = new EnhancedStatus(5, 4, 6);

    private final SecureDns dns;
    private final String ownName;

    /** {@code ownName}: this server, to which it never sends by itself. */
    public DnsExchangers(SecureDns dns, String ownName) {
        this.dns = dns;
        this.ownName = ownName;
    }

    @Override
    public List<Host> of(Domain domain) {
        DnsAnswer answer = dns.ask(domain.name(), Type.MX);
        if (answer.isFailed()) {
            throw new MailFailure(NO_ANSWER, answer.words());
        }
        if (!answer.nameExists()) {
            throw new MailFailure(NO_SUCH_DOMAIN, "there is no mail domain " + domain);
        }
        List<MXRecord> found = answer.all(MXRecord.class);
        // No exchanger: the domain itself is the host, RFC 5321 section 5.1.
        List<Exchanger> all = found.isEmpty() ? List.of(new Exchanger(domain.name(), 0)) : inOrder(domain, found);
        return before(all, domain, answer.isSigned());
    }

    private static List<Exchanger> inOrder(Domain domain, List<MXRecord> found) {
        List<Exchanger> all = new ArrayList<>();
        for (MXRecord mx : found) {
            all.add(new Exchanger(mx.getTarget().toString(true), mx.getPriority()));
        }
        if (all.size() == 1
                && (all.getFirst().name.isEmpty() || all.getFirst().name.equals("."))) {
            throw new MailFailure(TAKES_NO_MAIL, domain + " takes no mail");
        }
        // Equal ones in any order, so that they share the load.
        Collections.shuffle(all);
        all.sort(Comparator.comparingInt(Exchanger::preference));
        return all;
    }

    /** Only those that are better than this server itself; else the mail would come back (RFC 5321 section 5.1). */
    private List<Host> before(List<Exchanger> all, Domain domain, boolean sure) {
        int own = all.stream()
                .filter(exchanger -> exchanger.name.equalsIgnoreCase(ownName))
                .mapToInt(Exchanger::preference)
                .min()
                .orElse(Integer.MAX_VALUE);
        List<Host> better = all.stream()
                .filter(exchanger -> exchanger.preference < own)
                .limit(HOSTS_LIMIT)
                .map(exchanger -> new Host(exchanger.name, sure))
                .toList();
        if (better.isEmpty()) {
            throw new MailFailure(LOOP, "mail for " + domain + " would come back to this server");
        }
        return better;
    }

    @Override
    public List<InetAddress> addresses(String host) {
        List<InetAddress> addresses = new ArrayList<>();
        List<DnsAnswer> answers = List.of(dns.ask(host, Type.A), dns.ask(host, Type.AAAA));
        List<InetAddress> old = answers.getFirst().all(ARecord.class).stream()
                .map(ARecord::getAddress)
                .toList();
        List<InetAddress> current = answers.getLast().all(AAAARecord.class).stream()
                .map(AAAARecord::getAddress)
                .toList();
        // In turn: who cannot be reached one way is reached the other, however many addresses there are.
        for (int i = 0; i < Math.max(old.size(), current.size()); i++) {
            old.stream().skip(i).limit(1).forEach(addresses::add);
            current.stream().skip(i).limit(1).forEach(addresses::add);
        }
        Optional<DnsAnswer> failed =
                answers.stream().filter(DnsAnswer::isFailed).findFirst();
        if (addresses.isEmpty() && failed.isPresent()) {
            throw new MailFailure(NO_ANSWER, failed.get().words());
        }
        return addresses;
    }

    private record Exchanger(String name, int preference) {}
}
