package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.House;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;

/** Whether everybody can be sealed to, and the directory shows the certificates that fit the addresses. */
final class PeopleChecks implements Check {
    private static final Duration LATE = Duration.ofDays(14);
    private static final int NAMED = 3;

    private final House house;

    PeopleChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Instant now = house.clock().instant();
        List<String> without = new ArrayList<>();
        List<String> ending = new ArrayList<>();
        List<String> drifted = new ArrayList<>();
        List<Account> accounts =
                house.directory().accounts().stream().filter(Account::enabled).toList();
        for (Account account : accounts) {
            Optional<Certificate> current = house.certificates().published(account.address(), now).stream()
                    .filter(certificate -> certificate.facts().isUsableFor(CertificateUse.ENCRYPT, now))
                    .findFirst();
            if (current.isEmpty()) {
                without.add(account.address().toString());
            } else if (current.get().facts().notAfter().isBefore(now.plus(LATE))) {
                ending.add(account.address().toString());
            }
            // What people bring from elsewhere names what its authority put into it.
            if (current.filter(one -> !one.facts().template().isEmpty())
                    .filter(one -> !fits(account, one))
                    .isPresent()) {
                drifted.add(account.address().toString());
            }
        }
        return List.of(
                missing(accounts.size(), without),
                ending.isEmpty()
                        ? Diagnosis.good(
                                "SP-PKI-003", "no published certificate ends within " + LATE.toDays() + " days")
                        : Diagnosis.warning(
                                "SP-PKI-003",
                                "mail to these people cannot be encrypted soon: " + some(ending),
                                ending.size() + " certificates end within " + LATE.toDays()
                                        + " days and were not renewed",
                                "sealpost enroll now"),
                drifted.isEmpty()
                        ? Diagnosis.good("SP-DIR-001", "the directory shows the certificates that fit the addresses")
                        : Diagnosis.warning(
                                "SP-DIR-001",
                                "others cannot verify or encrypt to an address of these people: " + some(drifted),
                                drifted.size() + " certificates do not name all addresses of their account",
                                "sealpost enroll now"));
    }

    private static Diagnosis missing(int all, List<String> without) {
        return without.isEmpty()
                ? Diagnosis.good("SP-PKI-002", "all " + all + " people have a certificate")
                : Diagnosis.warning(
                        "SP-PKI-002",
                        "mail to these people cannot be encrypted: " + some(without),
                        without.size() + " of " + all + " people have no usable certificate",
                        "sealpost enroll now");
    }

    private static boolean fits(Account account, Certificate certificate) {
        List<MailAddress> named = certificate.facts().addresses();
        return account.addresses().stream().allMatch(address -> named.stream().anyMatch(address::isSameMailbox));
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.stream().limit(NAMED).toList());
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }
}
