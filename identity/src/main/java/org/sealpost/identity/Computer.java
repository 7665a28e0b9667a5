package org.sealpost.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sealpost.mail.Domain;

/**
 * A machine or service of the organisation that gets certificates like a person does. It has no mail address; its names are
 * those under which others reach it, and they stand in its certificates (RFC 5280 section 4.2.1.6, dNSName).
 *
 * @param name its own name in the domain: {@code intranet} for {@code intranet.example.org}
 * @param aliases further DNS names, in any domain
 * @param unit the organisational unit as a path from the domain down, "" for the domain itself
 */
public record Computer(Domain domain, String name, List<String> aliases, String unit, boolean enabled) {
    private static final int LONGEST_NAME = 253;
    private static final int MOST_ALIASES = 100;
    private static final Pattern DNS_NAME =
            Pattern.compile("(?!-)[a-z0-9-]{1,63}(?<!-)(\\.(?!-)[a-z0-9-]{1,63}(?<!-))*");
    /** What the key of a computer starts with; no mail address holds a slash here and no domain at all. */
    private static final String SERVICE = "host/";

    public Computer {
        name = dnsName(name);
        aliases = aliases.stream().map(Computer::dnsName).distinct().toList();
        if (aliases.size() > MOST_ALIASES) {
            throw new IllegalArgumentException(
                    "a computer has at most " + MOST_ALIASES + " further names: " + aliases.size());
        }
        dnsName(name + "." + domain.name());
    }

    private static String dnsName(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.length() > LONGEST_NAME || !DNS_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a DNS name of a computer: " + text);
        }
        return name;
    }

    /** The fully qualified name: {@code intranet.example.org}. */
    public String hostName() {
        return name + "." + domain.name();
    }

    /** Its host name, then the other names. */
    public List<String> dnsNames() {
        List<String> names = new ArrayList<>(List.of(hostName()));
        aliases.stream().filter(alias -> !alias.equals(hostName())).forEach(names::add);
        return List.copyOf(names);
    }

    /** Under which certificates and keys are kept: {@code host/intranet.example.org}, which is never that of a person. */
    public String key() {
        return keyOf(hostName());
    }

    public static String keyOf(String hostName) {
        return SERVICE + hostName.toLowerCase(Locale.ROOT);
    }

    public static boolean isKey(String owner) {
        return owner.startsWith(SERVICE) && owner.indexOf('@') < 0;
    }
}
