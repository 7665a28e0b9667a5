package org.sealpost.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateFacts;

/**
 * Decides to whom the keys of a shared mailbox are closed: every key it ever had to every member of today, so that who joins
 * reads old mail, and to nobody else. If somebody leaves who took the key along, it is replaced.
 */
public final class SharedKeyPolicy {
    private SharedKeyPolicy() {}

    public static Decision<SharedKeyVerdict> decide(SharedKeyFacts facts) {
        List<Finding> because = new ArrayList<>();
        List<SharedKeyVerdict.Closing> closing = new ArrayList<>();
        for (SharedKeyFacts.Reader reader : facts.readers()) {
            Optional<CertificateFacts> chosen =
                    MailCertificates.forEncryption(reader.certificates(), false, facts.now());
            if (chosen.isEmpty()) {
                because.add(Finding.of(SharedRule.SHARED_MEMBER_WITHOUT_CERTIFICATE, reader.address()));
            } else {
                close(facts, reader, chosen.get(), closing, because);
            }
        }
        List<SharedKeyFacts.Lid> removing = removing(facts);
        gone(removing).forEach(member -> because.add(Finding.of(SharedRule.SHARED_KEY_CLOSED_AGAINST, member)));
        Set<String> takers =
                gone(removing.stream().filter(SharedKeyFacts.Lid::taken).toList());
        takers.forEach(member -> because.add(Finding.of(SharedRule.SHARED_KEY_REPLACED, member)));
        if (because.isEmpty()) {
            because.add(Finding.of(SharedRule.SHARED_KEYS_ARE_CURRENT));
        }
        return new Decision<>(new SharedKeyVerdict(closing, removing, !takers.isEmpty()), because);
    }

    private static void close(
            SharedKeyFacts facts,
            SharedKeyFacts.Reader reader,
            CertificateFacts certificate,
            List<SharedKeyVerdict.Closing> closing,
            List<Finding> because) {
        Set<String> closed = facts.lids().stream()
                .filter(lid -> lid.member().equals(reader.address().key()))
                .filter(lid -> lid.fingerprint().equals(certificate.fingerprint()))
                .map(SharedKeyFacts.Lid::keyId)
                .collect(Collectors.toSet());
        List<String> open =
                facts.keys().stream().filter(key -> !closed.contains(key)).toList();
        open.forEach(key -> closing.add(new SharedKeyVerdict.Closing(key, reader.address(), certificate)));
        if (!open.isEmpty()) {
            because.add(Finding.of(
                    SharedRule.SHARED_KEY_CLOSED_TO_MEMBER, reader.address(), certificate.fingerprint(), open.size()));
        }
    }

    private static List<SharedKeyFacts.Lid> removing(SharedKeyFacts facts) {
        Set<String> readers =
                facts.readers().stream().map(reader -> reader.address().key()).collect(Collectors.toSet());
        return facts.lids().stream()
                .filter(lid -> !readers.contains(lid.member()))
                .toList();
    }

    private static Set<String> gone(List<SharedKeyFacts.Lid> removing) {
        return removing.stream().map(SharedKeyFacts.Lid::member).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
