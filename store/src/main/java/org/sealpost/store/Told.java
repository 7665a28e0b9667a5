package org.sealpost.store;

import org.sealpost.mail.Change;

/** A change of which somebody is told once it is on disk. */
record Told(Change change, Runnable telling) implements Change {
    static Change of(Change change, Runnable telling) {
        return new Told(change, telling);
    }

    @Override
    public void make() {
        change.make();
    }

    @Override
    public void made() {
        change.made();
        telling.run();
    }
}
