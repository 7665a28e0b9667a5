package org.sealpost.mailbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The cases of James' contracts that do not apply here, each with its reason; all others must pass. */
final class LeftOut implements ExecutionCondition {
    private static final Map<String, String> REASONS = new LinkedHashMap<>();

    static {
        REASONS.put("PreDeletion", "nothing is asked before mail is removed: there are no hooks in this house");
        REASONS.put(
                "addingMessageShouldFireQuotaUpdateEvent",
                "usage is counted in the transaction of the append (Appending); no listener needs to hear of it");
        REASONS.put(
                "listMessagesMetadataShouldReturnAppendedMessage",
                "compares with flags that James' own store changes behind the caller's back (adds \\Recent); ours copies them");
        String limits = "asks for limits of 3 annotations and 30 bytes; here 10 and 1,024 count";
        REASONS.put("updateAnnotationsShouldThrowExceptionIfRequestCreateNewButMailboxIsOverLimit", limits);
        REASONS.put("updateAnnotationsShouldThrowExceptionIfAnnotationDataIsOverLimitation", limits);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String name = context.getTestMethod()
                .map(java.lang.reflect.Method::getName)
                .or(() -> context.getTestClass().map(Class::getSimpleName))
                .orElse("");
        String reason = REASONS.get(name);
        return reason == null
                ? ConditionEvaluationResult.enabled("applies")
                : ConditionEvaluationResult.disabled(reason);
    }
}
