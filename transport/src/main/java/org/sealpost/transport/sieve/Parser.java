package org.sealpost.transport.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.transport.sieve.Syntax.Argument;
import org.sealpost.transport.sieve.Syntax.Command;
import org.sealpost.transport.sieve.Syntax.Test;
import org.sealpost.transport.sieve.Token.Kind;

/** Reads the words of a script as commands, tests and their arguments. */
final class Parser {
    /** RFC 5228 section 2.10.1 asks for 15. */
    private static final int NESTING_LIMIT = 15;

    private static final int STRINGS_LIMIT = 1_000;

    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static List<Command> commands(String text) {
        Parser parser = new Parser(Lexer.tokens(text));
        List<Command> commands = parser.commands();
        parser.expect(Kind.END, "a command");
        return commands;
    }

    private List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        while (peek().kind() == Kind.IDENTIFIER) {
            commands.add(command());
        }
        return commands;
    }

    private Command command() {
        Token name = take();
        List<Argument> arguments = arguments();
        List<Test> tests = tests();
        if (isTaken(';')) {
            return new Command(name.text(), arguments, tests, Optional.empty(), name.line());
        }
        if (!isTaken('{')) {
            throw unexpected("';' or '{' behind '" + name.text() + "'");
        }
        deeper();
        List<Command> block = commands();
        depth--;
        if (!isTaken('}')) {
            throw unexpected("a command or '}'");
        }
        return new Command(name.text(), arguments, tests, Optional.of(block), name.line());
    }

    private List<Argument> arguments() {
        List<Argument> arguments = new ArrayList<>();
        while (true) {
            Token next = peek();
            switch (next.kind()) {
                case TAG -> arguments.add(new Argument.Tag(take().text(), next.line()));
                case NUMBER -> arguments.add(new Argument.Amount(take().number(), next.line()));
                case STRING -> arguments.add(new Argument.Strings(List.of(take().text()), false, next.line()));
                case MARK -> {
                    if (!next.isMark('[')) {
                        return arguments;
                    }
                    arguments.add(list());
                }
                case IDENTIFIER, END -> {
                    return arguments;
                }
            }
        }
    }

    private Argument list() {
        int line = take().line();
        List<String> values = new ArrayList<>();
        if (isTaken(']')) {
            return new Argument.Strings(values, true, line);
        }
        do {
            values.add(expect(Kind.STRING, "a string").text());
            if (values.size() > STRINGS_LIMIT) {
                throw new ScriptFault(line, "a list has at most " + STRINGS_LIMIT + " strings");
            }
        } while (isTaken(','));
        if (!isTaken(']')) {
            throw unexpected("',' or ']'");
        }
        return new Argument.Strings(values, true, line);
    }

    /** One test, several in parentheses, or none. */
    private List<Test> tests() {
        if (peek().kind() == Kind.IDENTIFIER) {
            return List.of(test());
        }
        List<Test> tests = new ArrayList<>();
        if (!isTaken('(')) {
            return tests;
        }
        do {
            if (peek().kind() != Kind.IDENTIFIER) {
                throw unexpected("a test");
            }
            tests.add(test());
        } while (isTaken(','));
        if (!isTaken(')')) {
            throw unexpected("',' or ')'");
        }
        return tests;
    }

    private Test test() {
        Token name = take();
        deeper();
        Test test = new Test(name.text(), arguments(), tests(), name.line());
        depth--;
        return test;
    }

    private void deeper() {
        if (++depth > NESTING_LIMIT) {
            throw new ScriptFault(peek().line(), "blocks and tests may lie " + NESTING_LIMIT + " deep in each other");
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        return tokens.get(at++);
    }

    private boolean isTaken(char mark) {
        boolean is = peek().isMark(mark);
        at += is ? 1 : 0;
        return is;
    }

    private Token expect(Kind kind, String expected) {
        if (peek().kind() != kind) {
            throw unexpected(expected);
        }
        // The end stays, so that there is always a next word.
        return kind == Kind.END ? peek() : take();
    }

    private ScriptFault unexpected(String expected) {
        return new ScriptFault(peek().line(), "expected " + expected + ", found " + peek().shown());
    }
}
