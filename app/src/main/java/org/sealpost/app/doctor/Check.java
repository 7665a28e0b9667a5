package org.sealpost.app.doctor;

import java.util.List;

/** Looks at one thing. Reads only; what it cannot look at it reports as not tested. */
@FunctionalInterface
public interface Check {
    List<Diagnosis> run();
}
