package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;

/** What administrators demand of connections to single domains, and where they let something pass for a while. */
public interface HopSettings {
    /** For one domain; empty if nothing is set for it. */
    Optional<Setting> of(Domain domain);

    List<Setting> all();

    /** In place of what was set for the domain; a setting that says nothing takes it away. */
    Change putting(Setting setting);

    /**
     * What is set for one domain.
     *
     * @param orEncryptedAfter after which time mail that is encrypted to its recipient goes without what is wished; empty for never
     */
    record Setting(
            Domain domain,
            Optional<TlsFloor> wish,
            Optional<EncryptedAfter> orEncryptedAfter,
            Optional<HopFacts.Exemption> exemption) {
        public Setting {
            if (wish.isEmpty() && orEncryptedAfter.isPresent()) {
                throw new IllegalArgumentException(
                        "where nothing is demanded, nothing can yield to encryption: give a level above opportunistic");
            }
        }

        public Setting(Domain domain, Optional<TlsFloor> wish, Optional<HopFacts.Exemption> exemption) {
            this(domain, wish, Optional.empty(), exemption);
        }

        public static Setting none(Domain domain) {
            return new Setting(domain, Optional.empty(), Optional.empty());
        }

        public boolean isNothing() {
            return wish.isEmpty() && exemption.isEmpty();
        }
    }
}
