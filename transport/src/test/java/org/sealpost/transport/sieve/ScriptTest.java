package org.sealpost.transport.sieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.HeaderSection;
import org.sealpost.testkit.Samples;
import org.sealpost.transport.sieve.FilterAction.Redirect;
import org.sealpost.transport.sieve.FilterAction.Reject;
import org.sealpost.transport.sieve.FilterAction.Store;
import org.sealpost.transport.sieve.FilterAction.Vacation;

/** What scripts do with one and the same message; many examples are those of RFC 5228 and its extensions. */
class ScriptTest {
    private static final String ALL = "require ["
            + Language.extensions().stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "))
            + "];\n";
    private static final String HEADER = """
            From: "Pat Lee" <pat+lists@Partner.Example>
            To: bob@example.org, carol@example.org
            Subject: =?utf-8?Q?Angebot_f=C3=BCr_M=C3=A4rz?= [chess] 42
            Date: Sat, 21 Nov 2026 23:30:00 +0100
            X-Priority: 007
            X-Empty:
            List-Id: <chess.lists.example>

            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "not false",
                "allof (true, true)",
                "anyof (false, true)",
                "header \"subject\" \"angebot für März [chess] 42\"",
                "header :contains [\"from\", \"subject\"] [\"nothing\", \"CHESS\"]",
                "header :matches \"Subject\" \"*[ches?]*\"",
                "not header :comparator \"i;octet\" :contains \"subject\" \"CHESS\"",
                "header :is \"x-empty\" \"\"",
                "header :contains \"x-empty\" \"\"",
                "not header :contains \"x-none\" \"\"",
                "header :value \"ge\" :comparator \"i;ascii-numeric\" \"x-priority\" \"7\"",
                "not header :value \"gt\" :comparator \"i;ascii-numeric\" \"x-priority\" \"0000010\"",
                "header :count \"eq\" :comparator \"i;ascii-numeric\" [\"to\", \"from\"] \"2\"",
                "address :is \"from\" \"PAT+lists@partner.example\"",
                "address :domain \"from\" \"partner.example\"",
                "address :localpart \"from\" \"pat+lists\"",
                "address :user \"from\" \"pat\"",
                "address :detail \"from\" \"lists\"",
                "address :all :contains [\"to\", \"cc\"] \"carol\"",
                "address :count \"eq\" \"to\" \"2\"",
                "not address :detail :contains \"to\" \"\"",
                "envelope \"from\" \"bounce@partner.example\"",
                "envelope :domain \"to\" \"example.org\"",
                "exists [\"From\", \"date\"]",
                "not exists [\"from\", \"x-none\"]",
                "size :over 1K",
                "size :under 2M",
                "body :contains \"needle\"",
                "body :text :contains \"NEEDLE\"",
                "body :content \"text/html\" :contains \"<b>\"",
                "not body :content \"text/plain\" :contains \"<b>\"",
                "body :raw :matches \"*boundary line*\"",
                "string \"a\" \"A\"",
                "mailboxexists [\"INBOX\", \"Work\"]",
                "not mailboxexists \"None\"",
                "date :originalzone \"date\" \"hour\" \"23\"",
                "date :zone \"+0000\" \"date\" \"hour\" \"22\"",
                "date :zone \"+0200\" \"date\" \"weekday\" \"0\"",
                "date :originalzone \"date\" \"std11\" \"Sat, 21 Nov 2026 23:30:00 +0100\"",
                "currentdate :zone \"+0000\" \"date\" \"2026-11-22\"",
                "currentdate :value \"ge\" \"iso8601\" \"2026-11-01\"",
                "currentdate :zone \"+0000\" \"julian\" \"61366\""
            })
    void aTestThatHolds(String test) {
        assertThat(run("if " + test + " { fileinto \"Yes\"; }").actions()).containsExactly(into("Yes"));
    }

    @Test
    void withoutAnyActionTheMessageIsKept() {
        assertThat(run("").actions()).containsExactly(into("INBOX"));
        assertThat(run("discard;").actions()).isEmpty();
        assertThat(run("redirect \"carol@example.org\";").actions())
                .containsExactly(new Redirect(Value.open("carol@example.org")));
        assertThat(run("redirect :copy \"carol@example.org\";").actions())
                .containsExactly(new Redirect(Value.open("carol@example.org")), into("INBOX"));
        assertThat(run("fileinto :copy \"A\"; fileinto \"A\"; keep;").actions())
                .containsExactly(into("A"), into("INBOX"));
        assertThat(run("reject \"no\";").actions()).containsExactly(new Reject(Value.open("no")));
    }

    @Test
    void theFirstBranchThatHoldsIsTakenAndStopEndsAll() {
        String script = """
                if header :contains "subject" "nothing" { fileinto "A"; }
                elsif size :over 10 { fileinto "B"; stop; }
                elsif true { fileinto "C"; }
                else { fileinto "D"; }
                fileinto "E";
                """;

        assertThat(run(script).actions()).containsExactly(into("B"));
    }

    @Test
    void variablesTakeWhatWildcardsMatched() {
        String script = """
                if header :matches "List-ID" "<*.*>" {
                    set :upperfirst "list" "${1}";
                    fileinto "Lists.${LIST}${none}";
                }
                set :length "n" "${0}";
                set :quotewildcard :lower "q" "A*B?";
                if allof (string "${2}" "lists.example", string "${n}" "21", string :matches "a*b?" "${q}") {
                    fileinto "Seen";
                }
                """;

        assertThat(run(script).actions()).containsExactly(into("Lists.Chess"), into("Seen"));
    }

    @Test
    void flagsAreThoseSetSoFarOrThoseOfTheAction() {
        String script = """
                setflag ["\\\\Seen $work", "$chess"];
                addflag "\\\\Flagged";
                removeflag "$WORK";
                addflag ["not ok{", "\\\\Recent"];
                if hasflag :contains "$che" { fileinto :flags "$own" "A"; }
                keep;
                """;

        assertThat(run(script).actions())
                .containsExactly(
                        new Store(Value.open("A"), List.of("$own")),
                        new Store(
                                Value.open("INBOX"),
                                List.of("\\Seen", "$chess", "\\Flagged", "not", "ok{").stream()
                                        .filter(flag -> !flag.equals("ok{"))
                                        .toList()));
    }

    @Test
    void vacationTellsAllThatTheAnswerNeeds() {
        String script = """
                vacation :days 400 :subject "Away" :from "bob@example.org" :addresses ["b@example.org"] :handle "h" text:
                I am away.
                ..
                .
                ;
                """;

        assertThat(run(script).actions())
                .containsExactly(
                        new Vacation(
                                90,
                                Optional.of(Value.open("Away")),
                                Optional.of(Value.open("bob@example.org")),
                                List.of("b@example.org"),
                                false,
                                "h",
                                Value.open("I am away.\r\n.\r\n")),
                        into("INBOX"));
    }

    /** F88: neither the test, nor its opposite, nor what stands in else. */
    @Test
    void whatHangsOnClosedTextIsNotDone() {
        String script = """
                if body :contains "needle" { fileinto "A"; } else { discard; }
                if not body :contains "needle" { discard; }
                if anyof (body :contains "x", true) { fileinto "B"; }
                if allof (false, body :contains "x") { discard; } else { fileinto "C"; }
                """;

        FilterResult result = Script.of(ALL + script).run(mail(false, false));

        assertThat(result.actions()).containsExactly(into("B"), into("C"));
        assertThat(result.notEvaluated()).containsExactly("body (line 2)", "body (line 3)", "body (line 4)");
    }

    @Test
    void textThatCameEncryptedStaysKnownAsSuch() {
        String script = """
                if body :matches "*needle*" { set "found" "${1}"; }
                fileinto "a ${found}";
                if envelope :matches "from" "*@*" { redirect "${1}@example.org"; }
                """;

        FilterResult result = Script.of(ALL + script).run(mail(true, true));

        assertThat(result.actions().getFirst())
                .isInstanceOfSatisfying(
                        Store.class,
                        store -> assertThat(store.folder().secret()).isTrue());
        assertThat(result.actions().getLast()).isEqualTo(new Redirect(Value.open("bounce@example.org")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "keep|1|expected ';' or '{'",
                "fileinto \"a\";|1|needs: require \"fileinto\"",
                "require \"fly\";|1|is not offered; those are: body,",
                "keep;NLrequire \"body\";|2|stands in front",
                "if true { keep; |1|expected a command or '}', found the end",
                "if header \"a\" { keep; }|1|'header' expects what to look for",
                "if header :is :contains \"a\" \"b\" { keep; }|1|has :is and :contains",
                "if size 5 { keep; }|1|expects :over or :under",
                "NL NLfly;|3|there is no command 'fly'",
                "if fly { }|1|there is no test 'fly'",
                "keep :fast;|1|'keep' does not take :fast",
                "redirect [\"a\", \"b\"];|1|not a list",
                "else { }|1|stands behind 'if'",
                "if true { } else { } elsif true { }|1|nothing of an 'if' may come behind",
                "redirect \"a|1|does not end",
                "/* a|1|does not end",
                "if header :comparator \"i;fly\" \"a\" \"b\" { }|1|knows the comparators",
                "if header :comparator \"i;ascii-numeric\" \"a\" \"b\" { }|1|comparator-i;ascii-numeric",
                "if size :over 99G { }|1|a number is at most",
                "if not (true, true) { }|1|expects one test",
                "stop true;|1|takes no test",
                "if exists { }|1|expects names of fields"
            })
    void aMistakeIsToldWithItsLine(String script, int line, String words) {
        assertThatThrownBy(() -> Script.of(script.replace("NL", "\n")))
                .isInstanceOfSatisfying(ScriptFault.class, fault -> {
                    assertThat(fault.line()).isEqualTo(line);
                    assertThat(fault).hasMessageContaining(words);
                });
    }

    @Test
    void nestingLengthAndNumberAreLimited() {
        String deep = "if true {".repeat(16) + "keep;" + "}".repeat(16);
        String long_ = "#" + "a".repeat(Script.LIMIT_BYTES);
        String redirects = "redirect \"a@b\"; redirect \"b@b\"; redirect \"c@b\"; redirect \"d@b\"; redirect \"e@b\";";

        assertThatThrownBy(() -> Script.of(deep)).hasMessageContaining("15 deep");
        assertThatThrownBy(() -> Script.of(long_)).hasMessageContaining("bytes");
        assertThat(run(redirects).actions()).hasSize(5);
        assertThatThrownBy(() -> run(redirects + "redirect \"f@b\";")).hasMessageContaining("5 redirects");
        assertThatThrownBy(() -> run("reject \"a\"; keep;")).hasMessageContaining("rejected and kept");
        assertThatThrownBy(() -> run("vacation \"a\"; vacation \"b\";")).hasMessageContaining("done already");
    }

    /** A pattern that would take a careless program for ever. */
    @Test
    void aScriptThatComparesWithoutEndIsStopped() {
        String doubling = "set \"a\" \"${a}${a}\";\n".repeat(15);
        String script = "set \"a\" \"aa\";\n" + doubling + "if string :matches \"${a}\" \"" + "*a".repeat(5_000)
                + "b\" { discard; }\n";

        assertThatThrownBy(() -> run(script)).hasMessageContaining("compares too much");
        assertThatThrownBy(() -> run("set \"a\" \"aa\";\n" + doubling + doubling))
                .hasMessageContaining("grew longer");
    }

    @Test
    void noTextMakesTheReaderFailOtherwise() {
        String words =
                "if elsif else { } [ ] ( ) ; , \" :is \"a\" text: keep require 12K header not anyof \n # /* */ \\ ${a}";
        List<String> pieces = List.of(words.split(" ", -1));
        Samples.forAll(
                random -> random.ints(0, 40)
                        .limit(30)
                        .mapToObj(i -> pieces.get(i % pieces.size()))
                        .collect(Collectors.joining(" ")),
                script -> {
                    try {
                        Script.of(script).run(mail(true, false));
                    } catch (ScriptFault e) {
                        assertThat(e.line()).isPositive();
                    }
                });
    }

    private static Store into(String folder) {
        return new Store(Value.open(folder), List.of());
    }

    private static FilterResult run(String script) {
        return Script.of(ALL + script).run(mail(true, false));
    }

    private static FilterMail mail(boolean readable, boolean secret) {
        FilterMail.Body body = new FilterMail.Body(
                "--boundary line\r\na needle in hay\r\n",
                List.of(
                        new FilterMail.Part("text/plain", "a needle in hay"),
                        new FilterMail.Part("text/html", "<b>a needle</b>")));
        return new FilterMail(
                HeaderSection.of(HEADER.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)),
                "bounce@partner.example",
                "bob@example.org",
                2_000,
                readable ? Optional.of(() -> body) : Optional.empty(),
                secret,
                List.of("INBOX", "Work")::contains,
                ZonedDateTime.parse("2026-11-22T10:00:00Z"));
    }
}
