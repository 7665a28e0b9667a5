package org.sealpost.policy;

import org.sealpost.identity.Custody;
import org.sealpost.mail.Protection;

/** All that {@link AccessPolicy} looks at. */
public record AccessFacts(Custody custody, Protection protection) {}
