package org.sealpost.identity;

import java.time.Instant;

/** Enrolment of somebody for a template that failed, and when it is tried again. */
public record EnrollmentSetback(String owner, String template, int failures, String reason, Instant nextTry) {}
