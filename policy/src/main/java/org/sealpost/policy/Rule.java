package org.sealpost.policy;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A rule that led to a decision. Each has a sentence of the same name in {@code rules.properties} and an entry in the
 * administrator's guide.
 */
public sealed interface Rule
        permits AccessRule,
                AdministrationRule,
                ArcRule,
                ConnectionRule,
                ConnectorRule,
                DeliveryRule,
                DmarcRule,
                DomainSignatureRule,
                EnrollmentRule,
                FallbackRule,
                FilterRule,
                HarvestRule,
                HopRule,
                InspectionRule,
                KeyImportRule,
                LevelRule,
                LintRule,
                LoginRule,
                MessageRule,
                MessageSecurityRule,
                OpenPgpRule,
                PartnerRule,
                ProtectionRule,
                PublicCertificateRule,
                ReceiptRule,
                RecipientRule,
                RecoveryRule,
                ReportRule,
                RosterRule,
                RoutingRule,
                SenderRule,
                SharedRule,
                SpamRule,
                StorageRule,
                TnefRule,
                TrustRule {
    String name();

    /** The rule of this name; names are unique over all judges. */
    static Rule named(String name) {
        Rule rule = Names.ALL.get(name);
        if (rule == null) {
            throw new IllegalArgumentException("no rule is named " + name);
        }
        return rule;
    }

    /** All rules by name, found through the sealed interface, so that none can be forgotten. */
    final class Names {
        private static final Map<String, Rule> ALL = Arrays.stream(Rule.class.getPermittedSubclasses())
                .flatMap(judge -> Arrays.stream(judge.getEnumConstants()))
                .map(Rule.class::cast)
                .collect(Collectors.toUnmodifiableMap(Rule::name, Function.identity()));

        private Names() {}
    }
}
