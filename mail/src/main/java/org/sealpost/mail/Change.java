package org.sealpost.mail;

/**
 * A change of what the house keeps, prepared so far that making it is short. Several changes are made in one transaction:
 * either all of them are on disk, or none.
 */
public interface Change {
    /**
     * Makes it, inside the transaction that is under way or in one of its own. It may be made again from the start if the
     * store has to try the transaction again.
     *
     * @throws MailFailure if it cannot be made; nothing of it is kept then
     */
    void make();

    /** Called when it is on disk, for what others have to hear of it. */
    default void made() {}

    /** Makes it in a transaction of its own. */
    default void makeNow() {
        make();
        made();
    }

    static Change none() {
        return () -> {};
    }

    default Change and(Change next) {
        Change first = this;
        return new Change() {
            @Override
            public void make() {
                first.make();
                next.make();
            }

            @Override
            public void made() {
                first.made();
                next.made();
            }
        };
    }
}
