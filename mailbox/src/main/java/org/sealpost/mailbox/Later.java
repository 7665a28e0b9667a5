package org.sealpost.mailbox;

import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Turns our blocking work into what James' interfaces ask for; the work runs on a virtual thread of its own. */
final class Later {
    private static final Scheduler VIRTUAL_THREADS =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "mailbox");

    private Later() {}

    static <T> Mono<T> one(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(VIRTUAL_THREADS);
    }

    static <T> Flux<T> iterate(Callable<Iterator<T>> work) {
        return Mono.fromCallable(work)
                .subscribeOn(VIRTUAL_THREADS)
                .flatMapMany(found -> Flux.fromIterable(() -> found));
    }

    static <T> Flux<T> many(Callable<? extends Collection<T>> work) {
        return Mono.<Collection<T>>fromCallable(work)
                .subscribeOn(VIRTUAL_THREADS)
                .flatMapIterable(found -> found);
    }
}
