package org.sealpost.app;

import java.util.LinkedHashSet;
import java.util.Set;
import org.sealpost.app.config.Configuration;
import org.sealpost.identity.Directory;
import org.sealpost.mail.Domain;

/** All names under which programs reach this server, and which its certificate must hold. */
final class HostNames {
    private HostNames() {}

    static Set<String> of(Configuration configuration, Directory directory) {
        Set<String> names = new LinkedHashSet<>(Set.of("localhost", "127.0.0.1", "::1"));
        names.add(configuration.hostName());
        directory.domains().stream().map(Domain::name).forEach(names::add);
        // Also if the policy only takes back one of before.
        directory.domains().stream().map(OwnTerms::host).forEach(names::add);
        return names;
    }
}
