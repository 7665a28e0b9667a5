package org.sealpost.transport.sieve;

import java.util.List;

/** A command that was checked and can be done. */
interface Step {
    /** False if the script ends with it. */
    boolean run(Run run);

    static boolean all(List<Step> steps, Run run) {
        for (Step step : steps) {
            if (!step.run(run)) {
                return false;
            }
        }
        return true;
    }
}
