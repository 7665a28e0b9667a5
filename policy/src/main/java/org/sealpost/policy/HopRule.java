package org.sealpost.policy;

/** Why a connection to another server must be protected as it must, and whether it was. */
public enum HopRule implements Rule {
    HOP_OPPORTUNISTIC,
    HOP_FLOOR,
    HOP_PARTNER,
    HOP_DANE,
    HOP_DANE_UNUSABLE,
    HOP_DANE_FAILED,
    HOP_DANE_UNKNOWN,
    HOP_STS,
    HOP_STS_UNLISTED,
    HOP_STS_TESTING,
    HOP_STS_TESTING_UNLISTED,
    HOP_STS_YIELDS_TO_DANE,
    HOP_WISH,
    HOP_REQUIRETLS,
    HOP_TLS_NOT_REQUIRED,
    HOP_EXEMPTION,
    HOP_PROVED,
    HOP_ENCRYPTED,
    HOP_CLEAR,
    HOP_TLS_MISSING,
    HOP_TLS_TOO_OLD,
    HOP_NOT_PROVED,
    HOP_CLIENT_CERTIFICATE_NOT_ASKED,
    HOP_REQUIRETLS_NOT_OFFERED
}
