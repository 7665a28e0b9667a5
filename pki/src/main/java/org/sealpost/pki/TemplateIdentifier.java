package org.sealpost.pki;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Sha256;

/**
 * The object identifier by which Windows knows a template, the same on each day and each machine of a house. It lies in the arc
 * in which every installation of AD CS makes its own (MS-WCCE 2.2.2.7.7.2).
 */
final class TemplateIdentifier {
    private static final String ARC = "1.3.6.1.4.1.311.21.8";
    private static final int ARCS_OF_EACH = 4;
    /** Windows' certenroll.dll stops reading at arcs over 32 bits, and there are readers that count with a sign. */
    private static final int BITS = 24;

    private TemplateIdentifier() {}

    /** Such as {@code 1.3.6.1.4.1.311.21.8.a.b.c.d.e.f.g.h}: four arcs for the house, four for the template. */
    static String of(Domain domain, String template) {
        return ARC + arcs(domain.name()) + arcs(domain.name() + "/" + template.toLowerCase(Locale.ROOT));
    }

    private static String arcs(String seed) {
        byte[] hash = Sha256.of(seed.getBytes(StandardCharsets.UTF_8));
        StringBuilder arcs = new StringBuilder();
        for (int arc = 0; arc < ARCS_OF_EACH; arc++) {
            int value = 0;
            for (int at = 0; at < BITS / Byte.SIZE; at++) {
                value = value << Byte.SIZE | hash[arc * BITS / Byte.SIZE + at] & 0xFF;
            }
            arcs.append('.').append(value);
        }
        return arcs.toString();
    }
}
