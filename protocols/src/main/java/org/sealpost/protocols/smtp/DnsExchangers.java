package org.sealpost.protocols.smtp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.protocols.dns.Dns;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Asks the DNS for mail exchangers. */
public final class DnsExchangers implements Exchangers {
    private static final int HOSTS_LIMIT = 10;
    private static final EnhancedStatus NO_ANSWER = new EnhancedStatus(4, 4, 3);
    private static final EnhancedStatus NO_SUCH_DOMAIN = new EnhancedStatus(5, 1, 2);
    private static final EnhancedStatus TAKES_NO_MAIL = new EnhancedStatus(5, 1, 10);
    private static final EnhancedStatus LOOP = new EnhancedStatus(5, 4, 6);

    private final Dns dns;
    private final String ownName;

    /** {@code ownName}: this server, to which it never sends by itself. */
    public DnsExchangers(Dns dns, String ownName) {
        this.dns = dns;
        this.ownName = ownName;
    }

    @Override
    public List<Host> of(Domain domain) {
        Lookup lookup = lookup(domain.name(), Type.MX);
        Record[] found = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> before(inOrder(domain, found), domain);
            // No exchanger: the domain itself is the host, RFC 5321 section 5.1.
            case Lookup.TYPE_NOT_FOUND -> before(List.of(exchanger(domain.name(), 0)), domain);
            case Lookup.HOST_NOT_FOUND -> throw new MailFailure(NO_SUCH_DOMAIN, "there is no mail domain " + domain);
            default -> throw noAnswer(domain.name(), lookup);
        };
    }

    private static List<Exchanger> inOrder(Domain domain, Record[] found) {
        List<Exchanger> all = new ArrayList<>();
        for (Record record : found) {
            if (record instanceof MXRecord mx) {
                all.add(exchanger(mx.getTarget().toString(true), mx.getPriority()));
            }
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
    private List<Host> before(List<Exchanger> all, Domain domain) {
        int own = all.stream()
                .filter(exchanger -> exchanger.name.equalsIgnoreCase(ownName))
                .mapToInt(Exchanger::preference)
                .min()
                .orElse(Integer.MAX_VALUE);
        List<Host> better = all.stream()
                .filter(exchanger -> exchanger.preference < own)
                .limit(HOSTS_LIMIT)
                .map(exchanger -> new Host(exchanger.name))
                .toList();
        if (better.isEmpty()) {
            throw new MailFailure(LOOP, "mail for " + domain + " would come back to this server");
        }
        return better;
    }

    @Override
    public List<InetAddress> addresses(String host) {
        List<InetAddress> addresses = new ArrayList<>();
        List<Lookup> unanswered = new ArrayList<>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            Lookup lookup = lookup(host, type);
            Record[] found = lookup.run();
            if (lookup.getResult() == Lookup.SUCCESSFUL) {
                Arrays.stream(found).map(DnsExchangers::address).forEach(addresses::addAll);
            } else if (lookup.getResult() != Lookup.TYPE_NOT_FOUND && lookup.getResult() != Lookup.HOST_NOT_FOUND) {
                unanswered.add(lookup);
            }
        }
        if (addresses.isEmpty() && !unanswered.isEmpty()) {
            throw noAnswer(host, unanswered.getFirst());
        }
        return addresses;
    }

    private static List<InetAddress> address(Record record) {
        return switch (record) {
            case ARecord v4 -> List.of(v4.getAddress());
            case AAAARecord v6 -> List.of(v6.getAddress());
            default -> List.of();
        };
    }

    private Lookup lookup(String name, int type) {
        return dns.question(name, type)
                .orElseThrow(() -> new MailFailure(NO_SUCH_DOMAIN, "not a name for the DNS: " + name));
    }

    private static MailFailure noAnswer(String name, Lookup lookup) {
        return new MailFailure(NO_ANSWER, "no answer from the DNS about " + name + ": " + lookup.getErrorString());
    }

    private static Exchanger exchanger(String name, int preference) {
        return new Exchanger(name, preference);
    }

    private record Exchanger(String name, int preference) {}
}
