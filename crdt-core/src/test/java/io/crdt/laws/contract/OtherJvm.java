package io.crdt.laws.contract;

import io.crdt.laws.Laws;
import io.crdt.laws.Subject;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        String there = ask(subject.getClass().getName());
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

    private static String ask(String subject) {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        OtherJvm.class.getName(),
                        subject))
                .redirectErrorStream(true);
        builder.environment().put("CLASSPATH", classPath());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            return exit == 0 ? said.strip() : said + "and ended with the exit code " + exit;
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
