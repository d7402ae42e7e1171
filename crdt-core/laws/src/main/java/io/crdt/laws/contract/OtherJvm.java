package io.crdt.laws.contract;

import io.crdt.laws.Laws;
import io.crdt.laws.Subject;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A second JVM, whose identity hash codes and iteration orders of sets are others: the bytes of a type have to be the same
 * there. It needs no test engine, but a process.
 */
public final class OtherJvm {

    private static final int SEEDS = 20;
    private static final String ANSWER = "digest ";

    private OtherJvm() {}

    /**
     * Plays the same executions here and in another JVM and compares the bytes of all states. Does nothing if the type has
     * no encoding.
     *
     * @throws AssertionError if they differ
     * @throws IllegalArgumentException if the description of the type cannot be created there, for want of a constructor
     *     without parameters
     */
    public static void requireSameBytes(Subject<?, ?, ?> subject) {
        if (!hasEncoding(subject)) {
            return;
        }
        Constructor<?> unused = constructor(subject.getClass());
        long here = Laws.of(subject).digest(0, SEEDS);
        String there = ask(subject.getClass().getName(), Map.of());
        if (!there.equals(ANSWER + here)) {
            throw new AssertionError("the bytes of " + subject.name() + " are not the same in another JVM: here it is "
                    + ANSWER + here + ", and the other one says:\n" + there
                    + "\nDoes a hash code, or the iteration order of a HashMap or Set.of, get into its bytes?");
        }
    }

    private static <X> boolean hasEncoding(Subject<X, ?, ?> subject) {
        return subject.encode(subject.bottom()).isPresent();
    }

    private static Constructor<?> constructor(Class<?> subject) {
        try {
            Constructor<?> constructor = subject.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    subject.getName() + " must have a constructor without parameters to be created in another JVM", e);
        }
    }

    /**
     * Returns what the other JVM answers, or all that it printed if that holds no answer. A JVM prints more than its program
     * does: where {@code JAVA_TOOL_OPTIONS} is set it says so on its standard error, and options and agents may log to its
     * standard output. So only a line that begins as an answer does counts as one, and none of the standard error.
     */
    static String ask(String subject, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                OtherJvm.class.getName(),
                subject));
        builder.environment().put("CLASSPATH", classPath());
        builder.environment().putAll(environment);
        try {
            Path errors = Files.createTempFile("other-jvm", ".err");
            try {
                Process process = builder.redirectError(errors.toFile()).start();
                process.getOutputStream().close();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int exit = process.waitFor();
                List<String> answers =
                        said.lines().filter(line -> line.startsWith(ANSWER)).toList();
                return exit == 0 && answers.size() == 1
                        ? answers.get(0)
                        : said + new String(Files.readAllBytes(errors), StandardCharsets.UTF_8)
                                + "and ended with the exit code " + exit;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new AssertionError("the other JVM could not be started: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the other JVM", e);
        }
    }

    private static String classPath() {
        return Stream.of("surefire.test.class.path", "java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Prints the digest of the type that is described by the class of the given name. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Subject<?, ?, ?> subject =
                (Subject<?, ?, ?>) constructor(Class.forName(args[0])).newInstance();
        System.out.println(ANSWER + Laws.of(subject).digest(0, SEEDS));
    }
}
