package org.sealpost.mailbox;

import java.util.List;
import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.core.quota.QuotaCountUsage;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.mailbox.model.Quota;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.quota.QuotaManager;
import org.sealpost.store.database.Database;
import reactor.core.publisher.Mono;

/** What an account uses and may use, for IMAP's QUOTA (RFC 9208) and for every append and copy. */
final class StoredQuota implements QuotaManager {
    private final Database database;
    private final QuotaLimits limits;

    StoredQuota(Database database, QuotaLimits limits) {
        this.database = database;
        this.limits = limits;
    }

    /** What an account holds now. */
    record Usage(long messages, long bytes) {}

    Usage usage(String owner) {
        return database.read(sql -> sql.one(
                        "SELECT messages, bytes FROM mailbox_usage WHERE owner = ?",
                        row -> new Usage(row.getLong(1), row.getLong(2)),
                        owner))
                .orElse(new Usage(0, 0));
    }

    @Override
    public Quota<QuotaCountLimit, QuotaCountUsage> getMessageQuota(QuotaRoot root) {
        return getQuotas(root).getMessageQuota();
    }

    @Override
    public Quota<QuotaSizeLimit, QuotaSizeUsage> getStorageQuota(QuotaRoot root) {
        return getQuotas(root).getStorageQuota();
    }

    @Override
    public Quotas getQuotas(QuotaRoot root) {
        String owner = owner(root);
        Usage usage = usage(owner);
        long messages = limits.messages(owner);
        long bytes = limits.bytes(owner);
        return new Quotas(
                Quota.<QuotaCountLimit, QuotaCountUsage>builder()
                        .used(QuotaCountUsage.count(usage.messages))
                        .computedLimit(messages == 0 ? QuotaCountLimit.unlimited() : QuotaCountLimit.count(messages))
                        .build(),
                Quota.<QuotaSizeLimit, QuotaSizeUsage>builder()
                        .used(QuotaSizeUsage.size(usage.bytes))
                        .computedLimit(bytes == 0 ? QuotaSizeLimit.unlimited() : QuotaSizeLimit.size(bytes))
                        .build());
    }

    @Override
    public Mono<Quotas> getQuotasReactive(QuotaRoot root) {
        return Later.one(() -> getQuotas(root));
    }

    /** James names a root {@code namespace&owner}. */
    private static String owner(QuotaRoot root) {
        List<String> parts = List.of(root.getValue().split("&", 2));
        return parts.getLast();
    }
}
