package org.sealpost.protocols.enroll;

/** One enrolment protocol. What it throws becomes an answer without details. */
public interface EnrollmentService {
    Answer answer(Request request);
}
