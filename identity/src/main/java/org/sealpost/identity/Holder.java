package org.sealpost.identity;

/** For whom certificates of a template are. */
public enum Holder {
    USER,
    COMPUTER,
    /** A part of the house itself, such as its responder; nobody else may ask for it. */
    SERVICE
}
