package io.crdt.demo;

import io.crdt.causal.Delta;
import io.crdt.demo.engine.DemoNode;
import io.crdt.demo.engine.Engine;
import io.crdt.demo.engine.Write;
import io.crdt.demo.oracle.MixOracle;
import io.crdt.demo.oracle.Recorder;
import io.crdt.net.CrdtNode;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A text whose lines are dealt out to the nodes. Each node counts the words of its lines in a G-Counter a word, collects
 * them in an OR-Set, and notes the line in an LWW-Map. The result has to be what counting the text on one thread gives.
 *
 * <p>The lines go out in order, and so have to go their timestamps, for the map to end with the <em>last</em> line of each
 * word although no node waits for another: see {@link StrictTime}.
 */
final class TextWorkload implements Workload {

    private static final String COUNT_PREFIX = "count/";
    private static final Key<ORSet<String>> VOCABULARY = Key.of("vocabulary", ORSet.type(String.class));
    private static final Key<LWWMap<String, Long>> LAST_LINE =
            Key.of("last-line", LWWMap.type(String.class, Long.class));

    private static final int TOP = 10;
    private static final int MAX_WORD_IN_NAME = 200;

    /** A line without an end must not become one delta without an end. */
    private static final int WORDS_PER_UPDATE = 32;

    private static final long CLOCK_WAIT_NANOS = 100_000;

    private final Text dealt;
    private final Text counted;
    private final SplittableRandom random;
    private final StrictTime time = new StrictTime(System::currentTimeMillis);
    private int node;
    private long updates;

    /** What counting a word on one thread gives. */
    private static final class Tally {
        long count;
        long lastLine;
    }

    private TextWorkload(Text dealt, Text counted, long seed) {
        this.dealt = dealt;
        this.counted = counted;
        this.random = new SplittableRandom(seed);
    }

    /** Returns the workload of a whole text. */
    static TextWorkload of(Text text, long seed) {
        return new TextWorkload(text, text, seed);
    }

    /** Returns the workload of a text's first lines, as many as make about the given number of updates. */
    static TextWorkload of(Text text, long seed, long maxUpdates) {
        Set<String> known = new HashSet<>();
        long updates = 0;
        int lines = 0;
        while (lines < text.lines().size() && updates < maxUpdates) {
            for (String word : Text.wordCounts(text.lines().get(lines)).keySet()) {
                updates += known.add(word) ? 3 : 2;
            }
            lines++;
        }
        return of(text.first(lines), seed);
    }

    /** Returns a workload that expects the result of another text than it deals out: it must fail. */
    static TextWorkload expecting(Text counted, Text dealt, long seed) {
        return new TextWorkload(dealt, counted, seed);
    }

    @Override
    public String title() {
        return "the words of " + dealt.name();
    }

    @Override
    public long steps() {
        return dealt.lines().size();
    }

    @Override
    public String stepName() {
        return "lines";
    }

    @Override
    public long updates(Engine engine) {
        return updates;
    }

    @Override
    public @Nullable Write step(long index, Engine engine) {
        List<DemoNode> nodes = engine.cluster().nodes();
        if (time.hasPassed()) {
            node = random.nextInt(nodes.size());
        }
        DemoNode at = nodes.get(node);
        Map<String, Integer> counts = Text.wordCounts(dealt.lines().get(Math.toIntExact(index)));
        List<String> words = new ArrayList<>(counts.keySet());
        Write last = null;
        for (int from = 0; from < words.size(); from += WORDS_PER_UPDATE) {
            List<String> some = words.subList(from, Math.min(words.size(), from + WORDS_PER_UPDATE));
            some.forEach(word -> count(at.node(), word, counts.getOrDefault(word, 0)));
            collect(at.node(), some);
            last = note(at, some, index + 1);
        }
        return last;
    }

    private void count(CrdtNode at, String word, int times) {
        at.update(countKey(word), (counter, me) -> counter.increment(me, times));
        updates++;
    }

    private void collect(CrdtNode at, List<String> words) {
        ORSet<String> known = at.get(VOCABULARY);
        List<String> fresh =
                words.stream().filter(word -> !known.contains(word)).toList();
        if (!fresh.isEmpty()) {
            at.update(
                    VOCABULARY,
                    (vocabulary, me) ->
                            fresh.stream().map(word -> vocabulary.add(me, word)).reduce(Delta.none(), Delta::join));
            updates += fresh.size();
        }
    }

    private Write note(DemoNode at, List<String> words, long line) {
        while (true) {
            try {
                Write write = tryNote(at, words, line);
                updates += words.size();
                return write;
            } catch (StrictTime.TooEarlyException e) {
                LockSupport.parkNanos(CLOCK_WAIT_NANOS);
            }
        }
    }

    private Write tryNote(DemoNode at, List<String> words, long line) {
        long started = System.nanoTime();
        Recorder[] recorder = new Recorder[1];
        at.node().update(LAST_LINE, (lastLine, me) -> {
            recorder[0] = new Recorder(time.checked(me));
            return words.stream()
                    .map(word -> lastLine.put(recorder[0], word, line))
                    .reduce(Delta.none(), Delta::join);
        });
        return new Write(at, recorder[0].last().dot(), started);
    }

    @Override
    public Map<String, Object> expected(Engine engine) {
        Map<String, Object> expected = new HashMap<>();
        tally().forEach((word, tally) -> {
            expected.put(countName(word), tally.count);
            expected.put(MixOracle.place(VOCABULARY.name(), word), MixOracle.IN);
            expected.put(MixOracle.place(LAST_LINE.name(), word), tally.lastLine);
        });
        return expected;
    }

    private Map<String, Tally> tally() {
        Map<String, Tally> tallies = new HashMap<>();
        for (int line = 0; line < counted.lines().size(); line++) {
            for (String word : Text.words(counted.lines().get(line))) {
                Tally tally = tallies.computeIfAbsent(word, first -> new Tally());
                tally.count++;
                tally.lastLine = line + 1L;
            }
        }
        return tallies;
    }

    @Override
    public void describe(ReplicaState replica, JsonObject result) {
        record Counted(String word, long count) {}
        List<Counted> words = replica.get(VOCABULARY).stream()
                .map(word -> new Counted(word, replica.get(countKey(word)).value()))
                .sorted(Comparator.comparing(Counted::count).reversed().thenComparing(Counted::word))
                .toList();
        JsonArray top = new JsonArray();
        words.stream()
                .limit(TOP)
                .forEach(each ->
                        top.add(new JsonObject().put("word", each.word()).put("count", each.count())));
        result.put("input", dealt.name())
                .put("lines", dealt.lines().size())
                .put("words_total", words.stream().mapToLong(Counted::count).sum())
                .put("words_distinct", words.size())
                .put("top", top);
    }

    private static Key<GCounter> countKey(String word) {
        return Key.of(countName(word), GCounter.type());
    }

    /** Names of keys are limited, words are not: in place of a very long one stands its digest. */
    private static String countName(String word) {
        return COUNT_PREFIX + (word.length() <= MAX_WORD_IN_NAME ? word : "sha256:" + sha256(word));
    }

    private static String sha256(String word) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(word.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
