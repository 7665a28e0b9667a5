package org.sealpost.app.doctor;

import java.util.ArrayList;
import java.util.List;
import org.sealpost.app.House;
import org.sealpost.app.config.Configuration;
import org.sealpost.protocols.ldap.Anonymous;

/** Settings that are allowed, but weaker than the default. */
final class SettingChecks implements Check {
    private final Configuration configuration;

    SettingChecks(House house) {
        this.configuration = house.configuration();
    }

    @Override
    public List<Diagnosis> run() {
        List<Diagnosis> found = new ArrayList<>();
        if (configuration.ldap().anonymous() == Anonymous.ADDRESS_BOOK) {
            found.add(Diagnosis.warning(
                    "SP-CFG-001",
                    "whoever reaches the LDAP port reads all names and addresses",
                    "ldap.anonymous is \"address-book\"; the default is \"none\"",
                    "remove ldap.anonymous from " + configuration.data().resolve("sealpost.toml")));
        }
        if (configuration.console().openOnLoopback()) {
            found.add(Diagnosis.warning(
                    "SP-CFG-002",
                    "every user of this machine sees people and decisions",
                    "console.open_on_loopback is true; the default is false",
                    "remove console.open_on_loopback from "
                            + configuration.data().resolve("sealpost.toml")));
        }
        return found.isEmpty() ? List.of(Diagnosis.good("SP-CFG-001", "no setting is weaker than its default")) : found;
    }
}
