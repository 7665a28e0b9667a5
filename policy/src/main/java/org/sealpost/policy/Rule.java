package org.sealpost.policy;

/**
 * A rule that led to a decision. Each has a sentence of the same name in {@code rules.properties} and an entry in the
 * administrator's guide.
 */
public sealed interface Rule permits AdministrationRule {
    String name();
}
