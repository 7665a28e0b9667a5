package org.sealpost.app.cli;

import picocli.CommandLine.Command;

/** {@code sealpost console}: the link to the page for administrators. */
@Command(
        name = "console",
        description =
                "Print the link to the page that shows people, certificates and decisions; it works for 12 hours.")
final class ConsoleCommand implements Runnable {
    private final Session session;

    ConsoleCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.say(session.house()
                .consoleLink()
                .orElseThrow(() -> new Mistake("no page is answered: listen.https is off")));
    }
}
