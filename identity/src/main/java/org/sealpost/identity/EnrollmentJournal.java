package org.sealpost.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.Change;

/** What enrolment has to remember from one run to the next: requests that wait, and what failed. */
public interface EnrollmentJournal {
    Optional<EnrollmentRequest> request(String id);

    /** Requests of an owner that are not done yet or were denied, newest first. */
    List<EnrollmentRequest> requestsOf(String owner);

    /** All requests in this state, oldest first. */
    List<EnrollmentRequest> requests(EnrollmentRequest.State state, int limit);

    /** Adds a request, or replaces the one with its id. */
    Change putting(EnrollmentRequest request);

    /** All owners of whom anything is remembered. */
    Set<String> remembered();

    List<EnrollmentSetback> setbacksOf(String owner);

    List<EnrollmentSetback> setbacks(int limit);

    Change putting(EnrollmentSetback setback);

    Change forgettingSetback(String owner, String template);
}
