package io.crdt.net.store.sqlite;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much of a damaged database may be used: up to which operation of each incarnation the state is known exactly.
 *
 * <p>A replica must not claim an operation whose effect it does not have: peers that have it would never send it again. Nor
 * may it have an effect of an operation that it does not claim, which others could not tell from one they lack. So of each
 * incarnation we go back to before the first entry that is lost. Where that leaves out an operation that removed
 * something, what it removed is not there to be put back, so we go back to before that too; and so on until nothing moves.
 *
 * <p>If it is not known what is lost, every operation counts as lost of which neither an entry nor a removal is there.
 */
final class SoundCut {

    private final Survey survey;
    private final List<long[]> removals;
    private final Map<Long, Long> cut = new HashMap<>();

    private SoundCut(Survey survey) {
        this.survey = survey;
        // the latest first: most removals remove what is a little older, so that one pass does nearly all
        removals = survey.removals.stream()
                .sorted(Comparator.<long[]>comparingLong(removal -> removal[1]).reversed())
                .toList();
    }

    /** Returns for each origin the last operation of the cut. */
    static Map<Long, Long> of(Survey survey) {
        SoundCut sound = new SoundCut(survey);
        if (!survey.isExact() || !sound.withKnownLosses()) {
            sound.withUnknownLosses();
        }
        return sound.cut;
    }

    private void begin() {
        cut.clear();
        survey.origins.forEach((id, origin) -> cut.put(id, origin.seq()));
    }

    /** Returns whether it worked: what was removed by operations beyond the cut has to be on record. */
    private boolean withKnownLosses() {
        begin();
        survey.unsound.forEach(dot -> lower(dot[0], dot[1] - 1));
        settle();
        return survey.origins.values().stream().allMatch(origin -> last(origin.id()) >= origin.floor());
    }

    private void withUnknownLosses() {
        begin();
        Map<Long, Set<Long>> removed = new HashMap<>();
        for (long[] removal : removals) {
            removed.computeIfAbsent(removal[2], each -> new HashSet<>()).add(removal[3]);
        }
        for (Long origin : survey.origins.keySet()) {
            NavigableSet<Long> alive = survey.alive.getOrDefault(origin, new TreeSet<>());
            Set<Long> dead = removed.getOrDefault(origin, Set.of());
            long known = 0;
            while (alive.contains(known + 1) || dead.contains(known + 1)) {
                known++;
            }
            lower(origin, known);
        }
        settle();
    }

    private void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (long[] removal : removals) {
                if (last(removal[0]) < removal[1]) {
                    moved |= lower(removal[2], removal[3] - 1);
                }
            }
        }
    }

    @CanIgnoreReturnValue
    private boolean lower(long origin, long seq) {
        boolean lower = seq < last(origin);
        if (lower) {
            cut.put(origin, seq);
        }
        return lower;
    }

    /** Of an incarnation whose row is lost there is nothing. */
    private long last(long origin) {
        return cut.getOrDefault(origin, 0L);
    }
}
