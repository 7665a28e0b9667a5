package org.sealpost.identity;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.sealpost.mail.MailAddress;

/**
 * A server that may be asked for OpenPGP keys by address: {@code https://keys.example} with the interface of keys.openpgp.org
 * (VKS), {@code hkps://keys.example} or {@code hkp://keys.example} with that of older ones (HKP,
 * draft-gallagher-openpgp-hkp).
 */
public record KeyServer(URI base) {
    private static final int HKP_PORT = 11371;

    /**
     * Reads what an administrator typed.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static KeyServer parse(String text) {
        try {
            return new KeyServer(URI.create(text.strip().replaceAll("/+$", "")));
        } catch (IllegalArgumentException e) {
            throw expected(text);
        }
    }

    public KeyServer {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        boolean known =
                scheme.equals("https") || scheme.equals("http") || scheme.equals("hkps") || scheme.equals("hkp");
        if (!known || base.getHost() == null || base.getRawQuery() != null || base.getRawUserInfo() != null) {
            throw expected(base.toString());
        }
    }

    private static IllegalArgumentException expected(String text) {
        return new IllegalArgumentException(
                "expected a key server such as https://keys.openpgp.org, hkps://keys.example or hkp://keys.example: "
                        + text);
    }

    /** Where to ask for the key of an address. */
    public URI asking(MailAddress address) {
        String name = URLEncoder.encode(address.toString(), StandardCharsets.UTF_8);
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        return switch (base.getScheme().toLowerCase(Locale.ROOT)) {
            case "hkps" -> URI.create("https://" + host("") + path + lookUp(name));
            case "hkp" -> URI.create("http://" + host(":" + HKP_PORT) + path + lookUp(name));
            default -> URI.create(base + "/vks/v1/by-email/" + name);
        };
    }

    private String host(String port) {
        return base.getHost() + (base.getPort() < 0 ? port : ":" + base.getPort());
    }

    private static String lookUp(String name) {
        return "/pks/lookup?op=get&options=mr&exact=on&search=" + name;
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
