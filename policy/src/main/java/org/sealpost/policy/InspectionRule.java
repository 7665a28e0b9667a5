package org.sealpost.policy;

/** Rules of {@link InspectionPolicy}, and what is told about agents and signed parts on the way of a message. */
public enum InspectionRule implements Rule {
    NOT_INSPECTED,
    NOTICE_NOT_INSPECTED,
    SCANNED_CLEAN,
    VIRUS_FOUND,
    SCAN_FAILED,
    SCAN_LEFT_OUT,
    SCAN_TOO_LARGE,
    OPENED_FOR_INSPECTION,
    INSPECTION_FOUND_NO_KEY,
    ENCRYPTED_LEFT_CLOSED,
    ENCRYPTED_QUARANTINED,
    UNREAD_QUARANTINED,
    RULE_DECIDES,
    RELEASED_FROM_QUARANTINE,
    EXPIRED_IN_QUARANTINE,
    AGENT_RAN,
    AGENT_LEFT_OUT,
    AGENT_BROKE_SIGNATURE,
    AGENT_FAILED,
    SIGNED_PART_KEPT,
    SIGNED_PART_CHANGED
}
