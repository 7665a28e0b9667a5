package org.sealpost.protocols.sasl;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client's first word in SCRAM (RFC 5802 section 7).
 *
 * @param flag {@code n}: the client knows no channel binding; {@code y}: it does, and believes that we do not; {@code p}: it
 *     uses the one of {@code bindingType}
 * @param header the part that comes again in the last word
 * @param bare the rest, which is signed
 */
record ScramFirst(char flag, String bindingType, String asked, String header, String bare, String name, String nonce) {
    /** Reserved for extensions, of which there are none: {@code m=}. */
    private static final Pattern FORM = Pattern.compile("(?<header>(?<flag>n|y|p=(?<type>[A-Za-z0-9.-]{1,64})),"
            + "(?:a=(?<asked>[^,\\x00]{1,1024}))?,)(?<bare>n=(?<name>[^,\\x00]{1,1024}),r=(?<nonce>[\\x21-\\x2b\\x2d-\\x7e]{1,512})"
            + "(?:,[A-Za-ln-z]=[^,\\x00]*)*)");

    static Optional<ScramFirst> parse(String word) {
        Matcher parts = FORM.matcher(word);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<String> name = plain(parts.group("name"));
        Optional<String> asked = plain(Optional.ofNullable(parts.group("asked")).orElse(""));
        if (name.isEmpty() || asked.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ScramFirst(
                parts.group("flag").charAt(0),
                Optional.ofNullable(parts.group("type")).orElse(""),
                asked.get(),
                parts.group("header"),
                parts.group("bare"),
                name.get(),
                parts.group("nonce")));
    }

    /** A comma is written as =2C, an equals sign as =3D; no other sign in this way. */
    private static Optional<String> plain(String name) {
        String rest = name.replace("=2C", "").replace("=3D", "");
        return rest.contains("=")
                ? Optional.empty()
                : Optional.of(name.replace("=2C", ",").replace("=3D", "="));
    }

    boolean isBound() {
        return flag == 'p';
    }

    /** Nobody may act as somebody else. */
    boolean isSelf() {
        return asked.isEmpty() || asked.equalsIgnoreCase(name);
    }
}
