package org.sealpost.transport.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the commands of a script and makes them doable. */
final class Actions {
    private static final int DEFAULT_DAYS = 7;
    private static final int MOST_DAYS = 90;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,31}");
    private static final int FLAG_LENGTH = 64;
    private static final List<String> SYSTEM_FLAGS =
            List.of("\\seen", "\\answered", "\\flagged", "\\deleted", "\\draft");

    private final Language language;
    private final Tests tests;

    Actions(Language language) {
        this.language = language;
        this.tests = new Tests(language);
    }

    List<Step> steps(List<Syntax.Command> commands) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            Syntax.Command command = commands.get(i);
            if (command.name().equals("if")) {
                int end = i + 1;
                while (end < commands.size() && isNext(commands.get(end))) {
                    end++;
                }
                steps.add(choice(commands.subList(i, end)));
                i = end - 1;
            } else {
                steps.add(step(command));
            }
        }
        return steps;
    }

    private static boolean isNext(Syntax.Command command) {
        return command.name().equals("elsif") || command.name().equals("else");
    }

    private record Branch(Condition condition, List<Step> steps) {}

    /** Once a test cannot be answered nothing of the whole choice is done. */
    private Step choice(List<Syntax.Command> commands) {
        List<Branch> branches = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            Syntax.Command command = commands.get(i);
            if (command.name().equals("else") && i < commands.size() - 1) {
                throw new ScriptFault(commands.get(i + 1).line(), "nothing of an 'if' may come behind its 'else'");
            }
            branches.add(branch(command));
        }
        return run -> {
            for (Branch branch : branches) {
                Truth truth = branch.condition.test(run);
                if (truth == Truth.TRUE) {
                    return Step.all(branch.steps, run);
                }
                if (truth == Truth.UNKNOWN) {
                    return true;
                }
            }
            return true;
        };
    }

    private Branch branch(Syntax.Command command) {
        Arguments arguments = new Arguments(command.name(), command.arguments(), command.line(), language);
        arguments.end();
        boolean last = command.name().equals("else");
        if (command.tests().size() != (last ? 0 : 1)) {
            throw arguments.fault(last ? "takes no test" : "expects one test");
        }
        List<Syntax.Command> block = command.block().orElseThrow(() -> arguments.fault("expects a block in braces"));
        Condition condition =
                last ? run -> Truth.TRUE : tests.condition(command.tests().getFirst());
        return new Branch(condition, steps(block));
    }

    private Step step(Syntax.Command command) {
        Arguments arguments = new Arguments(command.name(), command.arguments(), command.line(), language);
        Step step = step(command.name(), arguments);
        arguments.end();
        if (!command.tests().isEmpty() || command.block().isPresent()) {
            throw arguments.fault("takes no test and no block");
        }
        return step;
    }

    private Step step(String name, Arguments arguments) {
        return switch (name) {
            case "keep" -> keep(arguments);
            case "discard" ->
                run -> {
                    run.cancelKeep();
                    return true;
                };
            case "stop" -> run -> false;
            case "fileinto" -> fileInto(arguments);
            case "redirect" -> redirect(arguments);
            case "reject", "ereject" -> reject(name, arguments);
            case "vacation" -> vacation(arguments);
            case "set" -> new Setting(arguments).step();
            case "setflag", "addflag", "removeflag" -> flags(name, arguments);
            case "require" -> throw arguments.fault("stands in front of all other commands");
            case "elsif", "else" -> throw arguments.fault("stands behind 'if' only");
            default -> throw new ScriptFault(arguments.line(), "there is no command '" + name + "'");
        };
    }

    private Step keep(Arguments arguments) {
        Optional<List<Text>> flags = flagsGiven(arguments);
        return run -> {
            store(Value.open("INBOX"), flags, run, arguments.line());
            return true;
        };
    }

    private Step fileInto(Arguments arguments) {
        language.need("fileinto", "fileinto", arguments.line());
        boolean copies = arguments.flag(":copy", "copy");
        // Folders are made when they are missing, asked for or not.
        arguments.flag(":create", "mailbox");
        Optional<List<Text>> flags = flagsGiven(arguments);
        Text folder = arguments.text("the name of a folder");
        return run -> {
            if (copies) {
                run.add(new FilterAction.Store(folder.in(run), given(flags, run)), arguments.line());
            } else {
                store(folder.in(run), flags, run, arguments.line());
            }
            return true;
        };
    }

    private static void store(Value folder, Optional<List<Text>> flags, Run run, int line) {
        run.add(new FilterAction.Store(folder, given(flags, run)), line);
        run.cancelKeep();
    }

    private Optional<List<Text>> flagsGiven(Arguments arguments) {
        Optional<List<Text>> flags = arguments.textsOf(":flags");
        flags.ifPresent(one -> language.need("imap4flags", ":flags", arguments.line()));
        return flags;
    }

    private static List<String> given(Optional<List<Text>> flags, Run run) {
        return flags.map(texts -> names(texts, run)).orElseGet(() -> List.copyOf(run.flags()));
    }

    private Step redirect(Arguments arguments) {
        boolean copies = arguments.flag(":copy", "copy");
        Text address = arguments.text("an address");
        return run -> {
            run.add(new FilterAction.Redirect(address.in(run)), arguments.line());
            if (!copies) {
                run.cancelKeep();
            }
            return true;
        };
    }

    private Step reject(String name, Arguments arguments) {
        language.need(name, name, arguments.line());
        Text reason = arguments.text("the reason");
        return run -> {
            run.add(new FilterAction.Reject(reason.in(run)), arguments.line());
            run.cancelKeep();
            return true;
        };
    }

    private Step vacation(Arguments arguments) {
        language.need("vacation", "vacation", arguments.line());
        long days = Math.clamp(arguments.numberOf(":days").orElse((long) DEFAULT_DAYS), 1L, (long) MOST_DAYS);
        Optional<Text> subject = arguments.textOf(":subject");
        Optional<Text> from = arguments.textOf(":from");
        List<String> addresses = arguments.constantsOf(":addresses").orElse(List.of());
        boolean mime = arguments.flag(":mime");
        Optional<String> handle = arguments.constantOf(":handle");
        Text reason = arguments.text("the text of the answer");
        return run -> {
            Value text = reason.in(run);
            Optional<Value> title = subject.map(one -> one.in(run));
            // RFC 5230 section 4.2: without a handle answers are the same if they say the same.
            String same = handle.orElseGet(() -> title.map(Value::text).orElse("") + "\0" + text.text());
            run.add(
                    new FilterAction.Vacation(
                            (int) days, title, from.map(one -> one.in(run)), addresses, mime, same, text),
                    arguments.line());
            return true;
        };
    }

    private Step flags(String name, Arguments arguments) {
        language.need("imap4flags", name, arguments.line());
        if (arguments.hasTwo()) {
            throw arguments.fault("changes the flags that the message will have; names of variables are not taken");
        }
        List<Text> flags = arguments.texts("flags");
        return run -> {
            List<String> names = names(flags, run);
            if (name.equals("setflag")) {
                run.flags().clear();
            }
            if (name.equals("removeflag")) {
                run.flags().removeIf(one -> names.stream().anyMatch(one::equalsIgnoreCase));
            } else {
                names.stream()
                        .filter(one -> run.flags().stream().noneMatch(one::equalsIgnoreCase))
                        .toList()
                        .forEach(run.flags()::add);
            }
            run.checkFlags(arguments.line());
            return true;
        };
    }

    /** RFC 5232 section 2: several in one string, with blanks between them; what cannot be a flag is left out. */
    private static List<String> names(List<Text> flags, Run run) {
        return flags.stream()
                .map(one -> one.in(run))
                .filter(one -> !one.secret())
                .flatMap(one -> List.of(one.text().strip().split("\\s+")).stream())
                .filter(Actions::isFlag)
                .limit(FLAG_LENGTH)
                .toList();
    }

    private static boolean isFlag(String name) {
        return name.startsWith("\\")
                ? SYSTEM_FLAGS.contains(name.toLowerCase(Locale.ROOT))
                : !name.isEmpty()
                        && name.length() <= FLAG_LENGTH
                        && name.chars().allMatch(one -> one > ' ' && one < 127 && "(){%*\"\\]".indexOf(one) < 0);
    }

    /** Gives a variable a value (RFC 5229 section 4), changed on the way as it says. */
    private static final class Setting {
        private final Optional<String> casing;
        private final boolean first;
        private final boolean firstUpper;
        private final boolean quotes;
        private final boolean length;
        private final String name;
        private final Text value;

        Setting(Arguments arguments) {
            arguments.language().need("variables", "set", arguments.line());
            Optional<String> begin = arguments.oneOf(":lowerfirst", ":upperfirst");
            this.casing = arguments.oneOf(":lower", ":upper");
            this.first = begin.isPresent();
            this.firstUpper = begin.filter(":upperfirst"::equals).isPresent();
            this.quotes = arguments.flag(":quotewildcard");
            this.length = arguments.flag(":length");
            this.name = arguments.constant("the name of a variable").toLowerCase(Locale.ROOT);
            this.value = arguments.text("its value");
            if (!NAME.matcher(name).matches()) {
                throw arguments.fault("expects a name of letters, digits and _, not \"" + name + "\"");
            }
        }

        Step step() {
            return run -> {
                Value given = value.in(run);
                run.set(name, new Value(changed(given.text()), given.secret()));
                return true;
            };
        }

        private String changed(String text) {
            String result = casing.map(
                            tag -> tag.equals(":upper") ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT))
                    .orElse(text);
            if (first && !result.isEmpty()) {
                String begin = result.substring(0, 1);
                result = (firstUpper ? begin.toUpperCase(Locale.ROOT) : begin.toLowerCase(Locale.ROOT))
                        + result.substring(1);
            }
            result = quotes ? result.replaceAll("([*?\\\\])", "\\\\$1") : result;
            return length ? String.valueOf(result.codePointCount(0, result.length())) : result;
        }
    }
}
