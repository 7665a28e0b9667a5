package org.sealpost.protocols.sts;

import java.io.IOException;
import org.sealpost.mail.Domain;

/** Fetches the policy file of a domain. */
public interface PolicyFetch {
    /** The text of the file. */
    String fetch(Domain domain) throws IOException;
}
