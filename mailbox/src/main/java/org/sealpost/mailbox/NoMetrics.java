package org.sealpost.mailbox;

import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.reactivestreams.Publisher;

/** James measures itself through this; we do not listen. */
@SuppressWarnings("InlineMeSuggester") // The deprecated methods belong to the interface.
public final class NoMetrics implements MetricFactory {
    @Override
    public Metric generate(String name) {
        return new Silent();
    }

    @Override
    public TimeMetric timer(String name) {
        return new Timeless(name);
    }

    @Override
    public <T> Publisher<T> decoratePublisherWithTimerMetric(String name, Publisher<T> publisher) {
        return publisher;
    }

    @Override
    @Deprecated
    public <T> Publisher<T> decoratePublisherWithTimerMetricLogP99(String name, Publisher<T> publisher) {
        return publisher;
    }

    private static final class Silent implements Metric {
        @Override
        public void increment() {}

        @Override
        public void decrement() {}

        @Override
        public void add(int value) {}

        @Override
        public void remove(int value) {}

        @Override
        public long getCount() {
            return 0;
        }
    }

    private record Timeless(String name) implements TimeMetric {
        @Override
        public ExecutionResult stopAndPublish() {
            return new ExecutionResult() {
                @Override
                public java.time.Duration elasped() {
                    return java.time.Duration.ZERO;
                }

                @Override
                @Deprecated
                public ExecutionResult logWhenExceedP99(java.time.Duration threshold) {
                    return this;
                }
            };
        }
    }
}
