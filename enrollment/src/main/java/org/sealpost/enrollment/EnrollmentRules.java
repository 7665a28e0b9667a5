package org.sealpost.enrollment;

import org.sealpost.identity.EnrollmentJournal;
import org.sealpost.identity.PolicyObjects;
import org.sealpost.identity.TemplateCatalog;
import org.sealpost.policy.RecoveryAgents;

/** What administrators decided about enrolment and the archive of keys, and what enrolment remembers. */
public record EnrollmentRules(
        TemplateCatalog catalog, PolicyObjects policies, EnrollmentJournal journal, RecoveryAgents agents) {}
