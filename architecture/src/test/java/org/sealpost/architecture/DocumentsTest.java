package org.sealpost.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents name files and methods; what they name is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern DEFINITION = Pattern.compile("^\\[([^\\]]+)]: (\\S+)$", Pattern.MULTILINE);
    private static final Pattern REFERENCE = Pattern.compile("\\[`([^`]+)`]\\[([^\\]]+)]");
    private static final Pattern METHOD = Pattern.compile("\\w+\\.(\\w+)");

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyNameInADocumentLeadsToTheFileAndTheMethodThatItNames(Path document) throws IOException {
        String text = Files.readString(document);
        Map<String, Path> files = DEFINITION
                .matcher(text)
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1),
                        found -> document.resolveSibling(found.group(2).replaceFirst("#.*", ""))));
        List<String> wrong = new ArrayList<>();
        files.values().stream().filter(Files::notExists).forEach(file -> wrong.add("no file " + file));
        for (Matcher name = REFERENCE.matcher(text); name.find(); ) {
            Path file = files.get(name.group(2));
            Matcher method = METHOD.matcher(name.group(1));
            if (file == null) {
                wrong.add("nothing says where " + name.group(2) + " is");
            } else if (method.matches() && Files.isRegularFile(file) && !names(file, method.group(1))) {
                wrong.add("no " + name.group(1) + " in " + file);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean names(Path file, String word) throws IOException {
        return Pattern.compile("\\b" + word + "\\b")
                .matcher(Files.readString(file))
                .find();
    }
}
