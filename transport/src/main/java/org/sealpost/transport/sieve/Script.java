package org.sealpost.transport.sieve;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A person's filter, read and checked. It may be run by several threads at a time. */
public final class Script {
    /** A longer one is not taken. */
    public static final int LIMIT_BYTES = 256 * 1024;

    private final List<Step> steps;

    private Script(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads a script and checks all of it.
     *
     * @throws ScriptFault with the line, if it is not one or asks for what is not offered
     */
    public static Script of(String source) {
        if (source.getBytes(StandardCharsets.UTF_8).length > LIMIT_BYTES) {
            throw new ScriptFault(1, "a script has at most " + LIMIT_BYTES + " bytes");
        }
        List<Syntax.Command> commands = Parser.commands(source);
        Language language = new Language();
        int required = 0;
        while (required < commands.size() && commands.get(required).name().equals("require")) {
            require(commands.get(required++), language);
        }
        return new Script(new Actions(language).steps(commands.subList(required, commands.size())));
    }

    private static void require(Syntax.Command command, Language language) {
        Arguments arguments = new Arguments("require", command.arguments(), command.line(), language);
        arguments.constants("names of extensions").forEach(name -> language.require(name, command.line()));
        arguments.end();
        if (!command.tests().isEmpty() || command.block().isPresent()) {
            throw arguments.fault("takes no test and no block");
        }
    }

    /**
     * What the script wants done with this message.
     *
     * @throws ScriptFault if it contradicts itself or wants too much; then nothing of it counts
     */
    public FilterResult run(FilterMail mail) {
        Run run = new Run(mail);
        Step.all(steps, run);
        return run.result();
    }
}
