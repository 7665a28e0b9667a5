package org.sealpost.enrollment;

import org.sealpost.identity.EnrollmentJournal;
import org.sealpost.identity.PolicyObjects;
import org.sealpost.identity.TemplateCatalog;

/** What administrators decided about enrolment, and what enrolment remembers. */
public record EnrollmentRules(TemplateCatalog catalog, PolicyObjects policies, EnrollmentJournal journal) {}
