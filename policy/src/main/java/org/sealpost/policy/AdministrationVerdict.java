package org.sealpost.policy;

/** Whether somebody may use a command. */
public enum AdministrationVerdict {
    ALLOW,
    REFUSE
}
