package org.sealpost.identity;

import org.sealpost.mail.Domain;

/** What is published of each domain. */
public interface Publications {
    /** {@link Publication#NOTHING} for a domain of which nothing was said. */
    Publication of(Domain domain);

    /** On disk when the method returns; throws {@link DirectoryConflict} if the domain is not ours. */
    void set(Domain domain, Publication publication);
}
