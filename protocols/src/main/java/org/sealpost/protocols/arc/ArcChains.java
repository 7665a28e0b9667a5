package org.sealpost.protocols.arc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.ArcCheck;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.protocols.dns.Dns;

/** Verifies the chain of those who passed a message on (RFC 8617 section 5.2); RSA with SHA-256, as all write it. */
public final class ArcChains {
    private final Dns dns;

    public ArcChains(Dns dns) {
        this.dns = dns;
    }

    public ArcCheck check(HeaderSection header, Content content) {
        List<ArcCheck.Seal> named = List.of();
        try {
            List<ArcSet> sets = ArcSet.of(header);
            if (sets.isEmpty()) {
                return ArcCheck.NONE;
            }
            requireStates(sets);
            named = seals(sets);
            verify(sets, header, content);
            return new ArcCheck(AuthenticationResult.PASS, named, "");
        } catch (BrokenChain e) {
            return new ArcCheck(AuthenticationResult.FAIL, List.of(), String.valueOf(e.getMessage()));
        } catch (Dns.Unanswered e) {
            return new ArcCheck(AuthenticationResult.TEMPERROR, named, String.valueOf(e.getMessage()));
        }
    }

    private static List<ArcCheck.Seal> seals(List<ArcSet> sets) throws BrokenChain {
        List<ArcCheck.Seal> seals = new ArrayList<>();
        for (ArcSet set : sets) {
            seals.add(new ArcCheck.Seal(set.sealer(), set.author()));
        }
        return seals;
    }

    /** Each must have found the chain before it whole. */
    private static void requireStates(List<ArcSet> sets) throws BrokenChain {
        for (int i = 0; i < sets.size(); i++) {
            String expected = i == 0 ? "none" : "pass";
            String state = sets.get(i).sealTags().required("cv").toLowerCase(Locale.ROOT);
            if (!state.equals(expected)) {
                throw new BrokenChain("the seal " + (i + 1) + " does not say cv=" + expected);
            }
        }
    }

    /** The newest signature over the message, then each over the chain before it. */
    private void verify(List<ArcSet> sets, HeaderSection header, Content content) throws BrokenChain, Dns.Unanswered {
        SealerKeys keys = new SealerKeys(dns);
        int newest = sets.size();
        verifyMessage(sets.getLast(), newest, header, content, keys);
        List<String> chain = new ArrayList<>();
        for (ArcSet set : sets) {
            chain.addAll(List.of(relaxed(set.results()), relaxed(set.message()), relaxed(set.seal())));
        }
        for (int i = newest; i > 0; i--) {
            ArcSet set = sets.get(i - 1);
            if (set.sealTags().value("h").isPresent()) {
                throw new BrokenChain("the seal " + i + " names fields");
            }
            int last = 3 * i - 1;
            String covered = String.join("\r\n", chain.subList(0, last)) + "\r\n"
                    + CanonicalFields.relaxed(CanonicalFields.withoutSignature(CanonicalFields.text(set.seal())));
            keys.verify(covered, set.sealTags(), "the seal " + i);
        }
    }

    private static String relaxed(HeaderField field) {
        return CanonicalFields.relaxed(CanonicalFields.text(field));
    }

    private static void verifyMessage(ArcSet set, int number, HeaderSection header, Content content, SealerKeys keys)
            throws BrokenChain, Dns.Unanswered {
        TagList tags = set.messageTags();
        String what = "the message signature " + number;
        List<String> names = List.of(tags.dense("h").toLowerCase(Locale.ROOT).split(":", -1));
        // RFC 6376 section 8.2: with l= anybody may add text behind what was signed.
        if (!names.contains("from")
                || names.contains("arc-seal")
                || tags.value("l").isPresent()) {
            throw new BrokenChain(what + " covers too little, or the wrong fields");
        }
        String[] forms =
                tags.value("c").orElse("simple/simple").toLowerCase(Locale.ROOT).split("/", 2);
        boolean relaxedFields = isRelaxed(forms[0].strip());
        boolean relaxedBody = forms.length > 1 && isRelaxed(forms[1].strip());
        byte[] hash = BodyHash.of(content.from(header.lengthBytes()), relaxedBody);
        if (!Arrays.equals(hash, SealerKeys.base64(tags.dense("bh"), what))) {
            throw new BrokenChain("the text was changed after the seal " + number);
        }
        String covered = CanonicalFields.covered(header, names, relaxedFields)
                + CanonicalFields.of(
                        CanonicalFields.withoutSignature(CanonicalFields.text(set.message())), relaxedFields);
        keys.verify(covered, tags, what);
    }

    private static boolean isRelaxed(String form) throws BrokenChain {
        return switch (form) {
            case "relaxed" -> true;
            case "simple" -> false;
            default -> throw new BrokenChain("a signature covers an unknown form");
        };
    }
}
