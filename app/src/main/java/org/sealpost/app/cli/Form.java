package org.sealpost.app.cli;

import picocli.CommandLine.Option;

/** In which form a command answers. */
final class Form {
    @Option(names = "--json", description = "Answer as JSON, for programs.")
    private boolean json;

    boolean isJson() {
        return json;
    }
}
